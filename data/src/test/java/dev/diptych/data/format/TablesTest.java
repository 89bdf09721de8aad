package dev.diptych.data.format;

import static dev.diptych.data.format.Inputs.assertRefused;
import static dev.diptych.data.format.Inputs.names;
import static dev.diptych.data.format.Inputs.path;
import static dev.diptych.data.format.Inputs.reasons;
import static dev.diptych.data.format.Inputs.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tables as other programs write them, and rows that are damaged.
class TablesTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aQuoteThatIsNeverClosedLosesItsRowOnly() {
        DataSet set = DataSets.read(path("pairs/unclosed.tsv").toString());
        assertEquals(11, set.pairs().captions().size());
        assertTrue(set.leftOut().getFirst().place().endsWith("unclosed.tsv:5"));
        assertEquals(List.of("a double quote is not closed; close it, or write it twice within a text"), reasons(set));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            0.png,"a;1.png,b;2.png,"c"                | b,c
            0.png,"a;1.png,b;2.png,"c                 | b
            0.png,"a;1.png,b",c;2.png,d               | d
            0.png,"two;lines";1.png,b                 | two/lines,b
            0.png,"two;lines, one;""more\""";1.png,b  | two/lines, one/"more",b
            0.png,"a, "b" c";1.png,d                  | a, b" c",d
            0.png,a "b" c;1.png,d                     | a "b" c,d
            """)
    void quotesSwallowNoRows(String rows, String expected) throws IOException {
        write("a.csv", "image,caption\n" + rows.replace(';', '\n') + "\n");
        assertEquals(
                expected,
                String.join(",", texts(DataSets.read(folder + "/a.csv"))).replace('\n', '/'));
    }

    @Test
    void aQuotedWordAtTheBeginningOfAFieldIsReadAsPandasDoes() {
        DataSet set = DataSets.read(path("pairs/quoted-word.tsv").toString());
        assertEquals(12, set.pairs().captions().size());
        assertEquals("Square in red", texts(set).get(3));
    }

    @Test
    void aCellWithAListOfCaptionsHasSeveral() throws IOException {
        DataSet set = DataSets.read(path("pairs/json-list.csv").toString());
        assertEquals(12, set.pairs().images().size());
        assertEquals(24, set.pairs().captions().size());
        assertEquals(
                List.of("a red square on a pale ground", "number 0"), texts(set).subList(0, 2));
        write("a.tsv", """
                image\tcaption
                0.png\t['it''s', "b's", 'c\\'s', 'caf\\xe9']
                1.png\t['a b'\t]
                2.png\t[sic] a dog [brown]
                3.png\t['a' 'b']
                4.png\t[]
                5.png\t[a, b]
                """.replace("'\t]", "' ]"));
        DataSet python = DataSets.read(folder + "/a.tsv");
        assertEquals(
                List.of("it", "s", "b's", "c's", "café", "a b", "[sic] a dog [brown]", "a", "b", "[a, b]"),
                texts(python));
        assertEquals(List.of("it has no caption"), reasons(python));
    }

    @Test
    void aColumnOfSplitsIsUsedLikeFolders() {
        String file = path("pairs/split-column.csv").toString();
        assertRefused(file, "has the splits train, val, test; choose one or more with ?split=train");
        assertEquals(4, DataSets.read(file + "?split=val").pairs().captions().size());
        assertEquals(
                8, DataSets.read(file + "?split=train,val").pairs().captions().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "captions.csv"})
    void aRowInAnotherEncodingOrWithANulIsLeftOut(String name) throws IOException {
        DataSet set = DataSets.read(path("pairs/one-bad-row.csv").toString());
        assertEquals(11, set.pairs().captions().size());
        assertTrue(set.leftOut().getFirst().place().endsWith("one-bad-row.csv:10"));
        assertTrue(reasons(set).getFirst().startsWith("it is not UTF-8"));
        for (String image : List.of("0.png", "1.png", "2.png")) {
            Files.write(folder.resolve(image), SmallSet.image("tiny_10x7.png"));
        }
        write(name, "image,caption\n0.png,a\0b\n1.png,b\n2.png\n9.png\n2.png,c\n2.png,\n");
        DataSet nul = DataSets.read(name.equals("a.csv") ? folder + "/a.csv" : folder.toString());
        assertEquals(List.of("b", "c"), texts(nul));
        assertEquals(4, nul.leftOut().size());
        assertTrue(reasons(nul).getFirst().startsWith("it has a NUL character"));
    }

    @Test
    void aMissingImageOfCaptionsCsvIsLeftOutAndNamed() throws IOException {
        Files.write(folder.resolve("0.png"), SmallSet.image("tiny_10x7.png"));
        write("captions.csv", "image,caption\n0.png,a\n1.png,b\n../2.png,c\n");
        write("swapped.csv", "image,caption,negative,kind\n1.png,b,c,x\n0.png,a,d,x\n");
        DataSet set = DataSets.read(folder.toString());
        assertEquals(List.of("a"), texts(set));
        assertEquals(1, set.pairs().swapped().size());
        assertEquals(
                List.of(
                        "image \"1.png\" does not exist; fix the path or remove the row",
                        "image \"../2.png\" is outside the folder " + folder
                                + "; specify the folder that holds all images with ?images=FOLDER",
                        "image \"1.png\" has no caption in captions.csv; add one"),
                reasons(set));
    }

    @Test
    void excelsFirstLineNamesTheSeparator() throws IOException {
        assertEquals(
                12, texts(DataSets.read(path("pairs/sep-line.csv").toString())).size());
        write("a.csv", "\"sep=|\"\r\nimage|caption\r\n0.png|a, b; c\r\n");
        assertEquals(List.of("a, b; c"), texts(DataSets.read(folder + "/a.csv")));
    }

    @Test
    void backslashesOfWindowsAreSlashes() throws IOException {
        DataSet set = DataSets.read(path("pairs/backslash.csv").toString());
        assertEquals(12, set.pairs().images().size());
        assertEquals("images/00.png", set.pairs().image(0).name());
        write("a.csv", "image,caption\nC:\\data\\0.png,a\n");
        assertRefused(folder + "/a.csv", "a.csv:2: image \"C:\\data\\0.png\" is outside the folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "x-UTF-16LE-BOM", "UTF-8"})
    void tablesAndJsonMayBeUtf16(String charset) throws IOException {
        String rows = "image,caption\r\n0.png,猫 café 🐈\r\n1.png,b\r\n";
        Files.write(folder.resolve("a.csv"), rows.getBytes(Charset.forName(charset)));
        assertEquals(List.of("猫 café 🐈", "b"), texts(DataSets.read(folder + "/a.csv")));
        String lines =
                "{\"image\": \"0.png\", \"caption\": \"猫 🐈\"}\n{broken\n{\"image\": \"1.png\", \"caption\": \"b\"}\n";
        Files.write(folder.resolve("a.jsonl"), lines.getBytes(Charset.forName(charset)));
        DataSet set = DataSets.read(folder + "/a.jsonl");
        assertEquals(List.of("猫 🐈", "b"), texts(set));
        assertEquals(1, set.leftOut().size());
    }

    @Test
    void tablesAndJsonMayBeGzipped() throws IOException {
        gzip("a.csv.gz", "image,caption\n0.png,a\n");
        gzip("a.jsonl.gz", "{\"image\": \"0.png\", \"caption\": \"b\"}\n");
        gzip("a.json.gz", "[{\"image\": \"0.png\", \"caption\": \"c\"}]");
        assertEquals(List.of("a"), texts(DataSets.read(folder + "/a.csv.gz")));
        assertEquals(List.of("b"), texts(DataSets.read(folder + "/a.jsonl.gz")));
        assertEquals(List.of("c"), texts(DataSets.read(folder + "/a.json.gz")));
    }

    @Test
    void blanksStructsAndComposedNamesAreUnderstood() throws IOException {
        Files.write(
                folder.resolve(Normalizer.normalize("é.png", Normalizer.Form.NFD)), SmallSet.image("tiny_10x7.png"));
        write(
                "a.csv",
                " image , caption \n 0.png ,a\n\"{'bytes': None, 'path': 'b/1.png'}\",b\né.png,c\ns3://x/2.png,d\n");
        DataSet set = DataSets.read(folder + "/a.csv");
        assertEquals(List.of("0.png", "b/1.png", Normalizer.normalize("é.png", Normalizer.Form.NFD)), names(set));
        assertTrue(reasons(set).getFirst().contains("an address of another kind"));
        write("a.jsonl", "{\"image\": {\"bytes\": null, \"path\": \"3.png\"}, \"caption\": \"a\"}\n");
        assertEquals(List.of("3.png"), names(DataSets.read(folder + "/a.jsonl")));
    }

    @Test
    void columnsOfTheSameNameAreBothRead() throws IOException {
        write("a.csv", "image,caption,caption\n0.png,a,b\n");
        assertEquals(List.of("a", "b"), texts(DataSets.read(folder + "/a.csv")));
    }

    @Test
    void aTableWithoutAHeaderIsToldAndLongDataAreShortened() throws IOException {
        write("a.csv", "0.png,a dog\n1.png,a cat\n");
        assertRefused(folder + "/a.csv", "the first line is a row, not the names of the columns", "?columns=NAME");
        write("a.csv", "0.png," + "x".repeat(5000) + "\n1.png,a cat\n");
        assertTrue(assertRefused(folder + "/a.csv", "xxx…").length() < 600);
        write("a.csv", "image,caption\n../" + "y".repeat(5000) + ",a cat\n");
        assertTrue(assertRefused(folder + "/a.csv", "yyy…").length() < 800);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void gzip(String name, String text) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
