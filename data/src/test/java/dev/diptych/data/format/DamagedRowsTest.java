package dev.diptych.data.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Files of which single rows are damaged: the untouched rows are read, all of them and in their order, or the file is
/// refused in one line.
@Timeout(120)
class DamagedRowsTest {

    private static final int ROWS = 30;
    private static final int FILES = 100;

    @TempDir
    private Path folder = Path.of("");

    /// Writes a row as a line.
    private interface Style {
        String line(int row, String caption);
    }

    @Test
    void rowsOfTablesAreIndependent() throws IOException {
        damage("a.csv", "image,caption\n", (row, caption) -> row + ".png,\"" + caption.replace("\"", "\"\"") + "\"");
        damage("b.tsv", "image\tcaption\n", (row, caption) -> row + ".png\t" + caption);
        damage(
                "c.csv",
                "caption;image\n",
                (row, caption) -> "\"" + caption.replace("\"", "\"\"") + "\";" + row + ".png");
    }

    @Test
    void objectsOfJsonLinesAreIndependent() throws IOException {
        damage(
                "a.jsonl",
                "",
                (row, caption) -> "{\"image\": \"%d.png\", \"score\": NaN, \"caption\": \"%s\"}"
                        .formatted(row, caption.replace("\"", "\\\"")));
    }

    @Test
    void linesOfTokenFilesAreIndependent() throws IOException {
        damage("a.token", "", (row, caption) -> row + ".png#0\t" + caption);
    }

    @Test
    void wholeFilesAreNeverRefused() throws IOException {
        Random random = new Random(11);
        for (int file = 0; file < 100; file++) {
            StringBuilder rows = new StringBuilder("image,caption\r\n");
            List<String> captions = new ArrayList<>();
            for (int row = 0; row < 10; row++) {
                String caption = caption(row, random) + (random.nextBoolean() ? "\nmore, \"of\" it" : "");
                captions.add(caption);
                rows.append("%d.png,\"%s\"\r\n".formatted(row, caption.replace("\"", "\"\"")));
            }
            Path whole = Files.writeString(folder.resolve("whole.csv"), rows);
            DataSet set = DataSets.read(whole.toString());
            assertEquals(captions, Inputs.texts(set));
            assertEquals(List.of(), set.leftOut());
        }
    }

    private void damage(String name, String header, Style style) throws IOException {
        for (int seed = 0; seed < FILES; seed++) {
            Random random = new Random(seed);
            List<byte[]> lines = new ArrayList<>();
            List<String> captions = new ArrayList<>();
            for (int row = 0; row < ROWS; row++) {
                captions.add(caption(row, random));
                lines.add((style.line(row, captions.getLast()) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            Set<Integer> touched = new LinkedHashSet<>();
            for (int i = 0; i < 1 + seed % 3; i++) {
                int row = random.nextInt(ROWS);
                touched.add(row);
                lines.set(row, damaged(lines.get(row), random));
            }
            Path file = folder.resolve(name);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(header.getBytes(StandardCharsets.UTF_8));
            lines.forEach(all::writeBytes);
            Files.write(file, all.toByteArray());
            List<String> untouched = IntStream.range(0, ROWS)
                    .filter(row -> !touched.contains(row))
                    .mapToObj(captions::get)
                    .toList();
            try {
                List<String> read = new ArrayList<>(Inputs.texts(DataSets.read(file.toString())));
                read.retainAll(untouched);
                assertEquals(untouched, read, name + ", seed " + seed + ", rows " + touched);
            } catch (InvalidInputException e) {
                String message = String.valueOf(e.getMessage());
                assertEquals(1, message.lines().count(), message);
                assertTrue(message.length() < 600, message);
                throw new AssertionError(name + ", seed " + seed + ": " + message, e);
            }
        }
    }

    private static String caption(int row, Random random) {
        String[] words = {"a red", "\"big\"", "square", "猫", "on, the", "café", "it's", "100 %"};
        StringBuilder caption = new StringBuilder("number " + row);
        for (int i = random.nextInt(5); i > 0; i--) {
            caption.append(' ').append(words[random.nextInt(words.length)]);
        }
        return caption.toString();
    }

    /// Cuts the line, drops its quotes, or replaces some of its bytes; its end remains.
    private static byte[] damaged(byte[] line, Random random) {
        int length = line.length - 1;
        return switch (random.nextInt(5)) {
            case 0 -> ended(Arrays.copyOf(line, 1 + random.nextInt(length - 1)));
            case 1 -> without(line, random.nextInt(3));
            case 2 -> {
                byte[] other = line.clone();
                other[random.nextInt(length)] = 0;
                yield other;
            }
            case 3 -> {
                byte[] other = line.clone();
                other[random.nextInt(length)] = (byte) 0xE9;
                yield other;
            }
            default -> {
                byte[] other = line.clone();
                for (int i = 0; i < 3; i++) {
                    other[random.nextInt(length)] = (byte) " ,;\"{}[]\\:'x".charAt(random.nextInt(12));
                }
                yield other;
            }
        };
    }

    private static byte[] ended(byte[] line) {
        byte[] ended = Arrays.copyOf(line, line.length + 1);
        ended[line.length] = '\n';
        return ended;
    }

    // Without one of its quotes, or the first one after that.
    private static byte[] without(byte[] line, int quote) {
        int seen = 0;
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '"' && seen++ == quote) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                out.write(line, 0, i);
                out.write(line, i + 1, line.length - i - 1);
                return out.toByteArray();
            }
        }
        return line;
    }
}
