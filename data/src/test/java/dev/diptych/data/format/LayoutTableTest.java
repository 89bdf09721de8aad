package dev.diptych.data.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The tables of formats and layouts in docs/data.md: every row is what the code does.
class LayoutTableTest {

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyFormatIsDocumented() throws IOException {
        List<String> documented = rows("## Formats").stream()
                .map(row -> row.getFirst().replace("`", ""))
                .toList();
        assertEquals(new TreeSet<>(DataFormats.names()), new TreeSet<>(documented));
    }

    @TestFactory
    Stream<DynamicTest> everyLayoutIsReadAsTheTableSays() throws IOException {
        List<List<String>> rows = rows("## Layouts");
        assertTrue(rows.size() > 15);
        return rows.stream().map(row -> DynamicTest.dynamicTest(row.getFirst(), () -> check(row)));
    }

    private void check(List<String> row) throws IOException {
        Path place = Files.createDirectories(folder.resolve(Integer.toHexString(row.hashCode())));
        List<String> files = QUOTED.matcher(row.getFirst())
                .results()
                .map(each -> each.group(1))
                .toList();
        for (String file : files) {
            Path target = place.resolve(file);
            Files.createDirectories(target.getParent());
            write(target, file, files);
        }
        if (row.get(1).equals("refused")) {
            String message =
                    String.valueOf(assertThrows(InvalidInputException.class, () -> DataSets.read(place.toString()))
                            .getMessage());
            assertEquals(1, message.lines().count(), message);
            return;
        }
        DataSet set = DataSets.read(place.toString());
        assertEquals(row.get(1).replace("`", ""), set.format());
        long images = files.stream().filter(file -> file.endsWith(".png")).count();
        assertTrue(
                images == 0 || set.pairs().images().size() == images,
                set.leftOut().toString());
        assertEquals(List.of(), set.leftOut());
    }

    private static void write(Path target, String file, List<String> files) throws IOException {
        List<String> images =
                files.stream().filter(each -> each.endsWith(".png")).toList();
        boolean isCaptions = file.equals("captions.csv");
        List<String> names = images.stream()
                .map(image -> isCaptions ? image : image.substring(image.lastIndexOf('/') + 1))
                .toList();
        String name = target.getFileName().toString();
        if (name.endsWith(".png")) {
            Files.write(target, SmallSet.image("tiny_10x7.png"));
        } else if (name.contains(".tar")) {
            SequencedMap<String, byte[]> members = new LinkedHashMap<>();
            members.put("0.png", SmallSet.image("tiny_10x7.png"));
            members.put("0.txt", SmallSet.bytes("a"));
            SmallSet.tar(target, members);
        } else if (name.endsWith(".parquet")) {
            Files.write(target, SmallSet.resource("/formats/paths.parquet"));
        } else {
            Files.writeString(target, text(name, names));
        }
    }

    private static String text(String name, List<String> images) {
        List<String> rows = new ArrayList<>();
        String separator = name.endsWith(".tsv") ? "\t" : ",";
        if (name.matches("(captions|labels|train|test)\\.(csv|tsv|txt)")) {
            rows.add("image" + separator + "caption");
            images.forEach(image -> rows.add(image + separator + "a"));
        } else if (name.endsWith(".jsonl")) {
            images.forEach(image -> rows.add("{\"file_name\": \"%s\", \"text\": \"a\"}".formatted(image)));
        } else if (name.equals("Flickr8k.token.txt")) {
            images.forEach(image -> rows.add(image + "#0\ta"));
        } else if (name.startsWith("dataset_flickr")) {
            rows.add("{\"images\": [{\"sentences\": [{\"raw\": \"a\"}], \"filename\": \"0.png\"}]}");
        } else if (name.startsWith("captions_") || name.startsWith("instances_")) {
            rows.add("{\"images\": [{\"id\": 1, \"file_name\": \"0.png\"}],"
                    + " \"annotations\": [{\"image_id\": 1, \"caption\": \"a\"}]}");
        } else {
            rows.add(name.endsWith(".json") ? "{\"caption\": \"a\"}" : "a");
        }
        return String.join("\n", rows) + "\n";
    }

    private static List<List<String>> rows(String heading) throws IOException {
        String text = Files.readString(Path.of("../docs/data.md"));
        String section =
                text.substring(text.indexOf(heading + "\n") + heading.length()).split("\n## ")[0];
        return section.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Pattern.compile("(?<!\\\\)\\|")
                        .splitAsStream(line.substring(1))
                        .map(String::strip)
                        .toList())
                .toList();
    }
}
