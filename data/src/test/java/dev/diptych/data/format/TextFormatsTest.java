package dev.diptych.data.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tables, JSON and folders: detection by their content, and error messages.
class TextFormatsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a.csv   | image,caption                     | csv
                    a.tsv   | x	y                               | csv
                    a.txt   | image,caption                     | csv
                    a.jsonl | {"image": "a", "annotations": []} | jsonl
                    a.json  | [{"image": "a"}]                  | jsonl
                    a       | {"image": "a", "caption": "b"}    | jsonl
                    a.json  | {"images": [], "annotations": []} | coco
                    a.json  | {"images": [{"sentences": []}]}   | karpathy
                    a.token | 1.jpg#0	A dog.                  | flickr
                    """)
    void theFormatIsToldByTheContent(String name, String content, String format) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content.strip() + "\n");
        assertEquals(format, DataFormats.of(null, file).name());
    }

    @Test
    void aResultsFileOfFlickr30kLosesItsOneWrongLine() throws IOException {
        Path file = write(
                "results.csv",
                "image_name| comment_number| comment\n1.jpg| 0| A dog.\n2199200615.jpg| 4   A dog runs .\n1.jpg| 1| B\n");
        DataSet set = DataSets.read(file.toString());
        assertEquals("flickr", set.format());
        assertEquals(2, set.pairs().captions().size());
        assertEquals(file + ":3", set.leftOut().getFirst().place());
    }

    @Test
    void anImagesNameInATokenFileMayHoldANumberSign() throws IOException {
        Path file = write("captions.token", "a #1.jpg#0\tA dog.\na #1.jpg#1\tDog #2\tof two.\n");
        DataSet set = DataSets.read(file.toString());
        assertEquals("a #1.jpg", set.pairs().image(0).name());
        assertEquals(List.of("A dog.", "Dog #2\tof two."), texts(set.pairs()));
    }

    @Test
    void columnsAreGuessedNamedOrRefused() throws IOException {
        write("a.csv", "Title,URL,file_name,caption_0,caption_1\nt,http://x/1.jpg,1.jpg,a,b\n");
        Pairs guessed = read("a.csv");
        assertEquals("1.jpg", guessed.image(0).name());
        assertEquals(List.of("a", "b"), texts(guessed));
        Pairs named = read("a.csv?image=URL&caption=Title,caption_1");
        assertEquals("http://x/1.jpg", named.image(0).name());
        assertEquals(List.of("t", "b"), texts(named));
        assertRefused("a.csv?caption=text", "a.csv:1: there is no column \"text\"; the columns are Title, URL");
        write("b.csv", "id,words\n1,x\n");
        assertRefused("b.csv", "b.csv:1: cannot detect the column of the image; specify it with ?image=COLUMN");
        write("c.tsv", "a dog\thttp://x/1.jpg\na cat\thttp://x/2.jpg\n");
        assertEquals(List.of("a dog", "a cat"), texts(read("c.tsv?columns=caption,url")));
    }

    @Test
    void rowsWithoutImageOrCaptionAreLeftOutAndNamed() throws IOException {
        Path file = write("a.csv", "image,caption\n1.jpg,a\n,b\n3.jpg,  \n1.jpg,c\n");
        DataSet set = DataSets.read(file.toString());
        assertEquals(List.of("a", "c"), texts(set.pairs()));
        assertEquals(
                List.of(
                        new SkippedRow(file + ":3", "it has no image"),
                        new SkippedRow(file + ":4", "it has no caption")),
                set.leftOut());
        set.requireWhole(0.5);
        String message = String.valueOf(assertThrows(InvalidInputException.class, () -> set.requireWhole(0.05))
                .getMessage());
        assertTrue(message.startsWith("2 of 4 rows cannot be used"), message);
        write("a.csv", "image,caption\n,b\n");
        assertRefused("a.csv", "it has no image with a caption; of 1 rows skipped the first is");
    }

    @Test
    void splitsAreChosenByColumnOrByAListOfNames() throws IOException {
        write("a.csv", "image,caption,split,part\nd/1.jpg,a,train,x\n2.jpg,b,test,y\n3.jpg,c,train,y\n");
        assertRefused("a.csv", "has the splits train, test; choose one or more with ?split=train");
        assertEquals(List.of("a", "b", "c"), texts(read("a.csv?split=train,test")));
        assertEquals(List.of("a", "c"), texts(read("a.csv?split=train")));
        assertEquals(List.of("b", "c"), texts(read("a.csv?split=y&split_column=part")));
        assertRefused("a.csv?split=val", "it has no image with a caption; it has the splits train, test");
        Path names = write("names.txt", "1.jpg\n3.jpg\n");
        assertEquals(List.of("a", "c"), texts(read("a.csv?split=train,test&only=" + names)));
    }

    @Test
    void imagePathsStayBelowTheirFolder() throws IOException {
        write("a.csv", "image,caption\nx/../../etc/1.jpg,a\n");
        assertRefused("a.csv", "a.csv:2: image \"x/../../etc/1.jpg\" is outside the folder");
        write("a.csv", "image,caption\n/data/images/1.jpg,a\n");
        assertRefused("a.csv", "specify the folder that holds all images with ?images=FOLDER");
        assertEquals("1.jpg", read("a.csv?images=/data/images").image(0).name());
        write("a.jsonl", "{\"image\": \"a\\u0000b\", \"caption\": \"x\"}\n");
        assertRefused("a.jsonl", "a.jsonl:1: \"a?b\" is not a valid file name");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"image": "1.jpg", "caption": }              | not valid JSON
            {"image": "1.jpg", "caption": "a"            | not valid JSON
            {"image": "1.jpg", "caption": "a             | not valid JSON
            garbage                                      | not valid JSON
            }                                            | not valid JSON
            [1, {"a": [2]}]                              | it should be an object in braces
            {"image": "1.jpg", "caption": {"raw": 1}}    | "caption" should be a string or a list of strings
            {"image": 7, "caption": "a"}                 | "image" should be a path or an address as a string
            """)
    void anObjectThatCannotBeUsedIsLeftOutAndTheRestRead(String line, String reason) throws IOException {
        String good = "{\"image\": \"1.jpg\", \"caption\": \"a\"}\n";
        Path file = write("a.jsonl", good + "\r\n  " + line + "\n" + good.replace("a\"}", "b\"}") + line);
        DataSet set = DataSets.read(file.toString());
        assertEquals(List.of("a", "b"), texts(set.pairs()));
        assertEquals(
                List.of(file + ":3", file + ":5"),
                set.leftOut().stream().map(SkippedRow::place).toList());
        set.leftOut().forEach(each -> assertTrue(each.reason().startsWith(reason), each.reason()));
    }

    @Test
    void brokenLinesAreCountedWhereverTheyStand() throws IOException {
        String deep = "{\"image\": \"1.jpg\", \"caption\": " + "[".repeat(100_000);
        StringBuilder lines = new StringBuilder("\uFEFF");
        for (int line = 1; line <= 300; line++) {
            String good = "{\"image\": \"%d.jpg\", \"caption\": \"línea %d\"}".formatted(line, line);
            lines.append(line % 3 == 0 ? good.substring(0, 20) : line == 100 ? deep : good)
                    .append(line % 2 == 0 ? "\n" : "\r\n");
        }
        Path file = write("a.jsonl", lines.toString());
        DataSet set = DataSets.read(file.toString());
        assertEquals(199, set.pairs().captions().size());
        assertEquals("línea 299", texts(set.pairs()).getLast());
        assertEquals(
                IntStream.rangeClosed(1, 300)
                        .filter(line -> line % 3 == 0 || line == 100)
                        .mapToObj(line -> file + ":" + line)
                        .toList(),
                set.leftOut().stream().map(SkippedRow::place).toList());
    }

    @Test
    void whatHasNoObjectAndBrokenListsAreRefused() throws IOException {
        String good = "{\"image\": \"1.jpg\", \"caption\": \"a\"}\n";
        write("a.jsonl", good.substring(0, 20) + "\n".repeat(2));
        assertRefused("a.jsonl", "a.jsonl:1: not valid JSON");
        write("a.jsonl", "7\n8\n");
        assertRefused("a.jsonl", "a.jsonl:1: it should be an object in braces");
        write("a.jsonl", "{\"image\": \"1.jpg\", \"caption\": " + "[".repeat(100_000) + "\n");
        assertRefused("a.jsonl", "a.jsonl:1: not valid JSON");
        write("a.json", "[\n" + good + ",\n" + good.replace("a\"", "") + ", " + good + "]");
        assertRefused("a.json", "a.json:4: not valid JSON");
    }

    @Test
    void aRowOfOtherFieldsIsLeftOutAndAQuoteSwallowsNoRows() throws IOException {
        Path file = write("a.csv", "image,caption\n1.jpg,a\n2.jpg,a dog, running\n3.jpg\n4.jpg,b\n");
        DataSet set = DataSets.read(file.toString());
        assertEquals(List.of("a", "b"), texts(set.pairs()));
        String rest = " where the header has 2; a text with a comma must be in double quotes";
        assertEquals(
                List.of(
                        new SkippedRow(file + ":3", "it has 3 fields" + rest),
                        new SkippedRow(file + ":4", "it has one field" + rest)),
                set.leftOut());
        write("a.csv", "image,caption\n1.jpg,\"a\n2.jpg,b\",c\n3.jpg,d\n");
        assertEquals(List.of("d"), texts(read("a.csv")));
    }

    @Test
    void wrongCocoFilesAreNamed() throws IOException {
        write("a.json", "{\"images\": [{\"id\": 1, \"file_name\": \"1.jpg\"}], \"annotations\": {}}");
        assertRefused("coco:", "a.json", "a.json:1: \"annotations\" should be a list");
        write("a.json", "{\"images\": [\n{\"id\": [1], \"file_name\": \"1.jpg\"}], \"annotations\": []}");
        assertRefused("coco:", "a.json", "it has no image with a caption");
        write("a.json", "{\"images\": []}");
        assertRefused("coco:", "a.json", "a.json: there is no list \"annotations\"");
        write("a.json", "{\"annotations\": [{\"image_id\": 4, \"caption\": \"x\"}], \"images\": []}");
        assertRefused("coco:", "a.json", "a.json: annotations[0]: there is no image 4 in the list of images");
    }

    @Test
    void foldersOfClassesGiveTheirNamesAsCaptions() throws IOException {
        for (String name : List.of("train/sea_horse/1.png", "train/cat/a/2.JPG", "test/cat/3.png", "train/cat/x.txt")) {
            Path file = folder.resolve("set").resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[] {1});
        }
        assertRefused("set", "set has the splits test, train; choose one or more with ?split=test");
        assertRefused("set?split=test", "has images in one folder only, \"cat\"");
        Pairs train = read("set?split=train");
        assertEquals(List.of("a", "sea horse"), texts(train));
        assertEquals("sea_horse/1.png", train.image(1).name());
        assertEquals(List.of("cat", "a", "sea horse"), texts(read("set/{test,train}")));
    }

    @Test
    void severalFilesAreOneSetAndTheirImagesKeepApart() throws IOException {
        Files.createDirectories(folder.resolve("x"));
        Files.createDirectories(folder.resolve("y"));
        write("x/a.csv", "image,caption\n1.jpg,a\n");
        write("y/a.csv", "image,caption\n1.jpg,b\n");
        Pairs pairs = read("{x,y}/a.csv");
        assertEquals(
                List.of("x/1.jpg", "y/1.jpg"),
                pairs.images().stream().map(ImageItem::name).toList());
        assertRefused("{x,z}/a.csv", "z/a.csv does not exist");
        assertRefused("x/*.tsv", "matches no file");
        write("y/a.csv", "{\"image\": \"1.jpg\", \"caption\": \"a\"}");
        Files.move(folder.resolve("y/a.csv"), folder.resolve("x/b.jsonl"));
        assertRefused("x/*", "x/b.jsonl has another format than");
    }

    @Test
    void locationsAreReadAndWrittenAlike() {
        for (String text : List.of(
                "pairs",
                "coco:a.json?images=val2017",
                "a/{000..12}.tar?caption=alt,txt&split=train&timeout=3&retries=0",
                "C:\\data\\pairs")) {
            assertEquals(text, DataLocation.parse(text).toString());
        }
        assertEquals(
                Path.of("a.csv").toAbsolutePath() + "?only=" + Path.of("n.txt").toAbsolutePath(),
                DataLocation.parse("a.csv?only=n.txt").absolute().toString());
        assertRefusedText("parket:a", "unknown format \"parket\"; the formats are captions, webdataset");
        assertRefusedText("a?colour=red", "unknown key \"colour\"; the keys are image");
        assertRefusedText("a?split=a&split=b", "\"split\" is given twice");
        assertRefusedText("a?timeout=0", "timeout must be an integer from 1 to 3600, not \"0\"");
        assertRefusedText("https://x/y.csv", "is an address; data are read from local files");
        assertRefusedText("", "does not name a file or folder");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Pairs read(String below) {
        return DataSets.read(folder + "/" + below).pairs();
    }

    private static List<String> texts(Pairs pairs) {
        return pairs.captions().stream().map(caption -> caption.text()).toList();
    }

    private void assertRefused(String below, String part) {
        assertRefused("", below, part);
    }

    private void assertRefused(String format, String below, String part) {
        assertRefusedText(format + folder + "/" + below, part);
    }

    private static void assertRefusedText(String location, String part) {
        String message = String.valueOf(assertThrows(InvalidInputException.class, () -> DataSets.read(location))
                .getMessage());
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count(), message);
    }
}
