package dev.diptych.data.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Caption;
import dev.diptych.image.UnreadableImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Faulty rows that are kept for an audit.
class LenientReadTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void writeImage() throws IOException {
        Files.write(folder.resolve("tiny.png"), SmallSet.image("tiny_10x7.png"));
    }

    @ParameterizedTest
    @CsvSource({"captions,captions.csv", "csv,table.csv", "jsonl,table.jsonl", "coco,coco.json"})
    void missingImagesAndBlankCaptionsAreKeptAndRowsWithoutAnImageLeftOut(String format, String file)
            throws IOException {
        String text = switch (format) {
            case "jsonl" -> """
                    {"image": "tiny.png", "caption": "ten by seven"}
                    {"image": "tiny.png", "caption": " "}
                    {"image": "gone.png", "caption": "no image"}
                    {"image": "", "caption": "nowhere"}
                    """;
            case "coco" -> """
                    {"images": [{"id": 1, "file_name": "tiny.png"}, {"id": 2, "file_name": "gone.png"}],
                     "annotations": [{"image_id": 1, "caption": "ten by seven"}, {"image_id": 1, "caption": " "},
                     {"image_id": 2, "caption": "no image"}, {"image_id": 3, "caption": "nowhere"}]}
                    """;
            default -> "image,caption\ntiny.png,ten by seven\ntiny.png,\" \"\ngone.png,no image\n,nowhere\n";
        };
        Files.writeString(folder.resolve(file), text);
        Path data = format.equals("captions") ? folder : folder.resolve(file);
        DataSet read = DataSets.readLeniently(DataLocation.of(data));
        assertEquals(
                List.of("tiny.png", "gone.png"),
                read.pairs().images().stream().map(image -> image.name()).toList());
        assertEquals(
                List.of(new Caption(0, "ten by seven"), new Caption(0, " "), new Caption(1, "no image")),
                read.pairs().captions());
        assertEquals(10, readWidth(read));
        assertThrows(
                UnreadableImageException.class,
                () -> read.pairs().image(1).source().read());
        assertEquals(1, read.leftOut().size());
    }

    private static int readWidth(DataSet read) {
        try {
            return read.pairs().image(0).source().read().width();
        } catch (UnreadableImageException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void pathsThatLeadOutAreStillRefused() throws IOException {
        Files.writeString(folder.resolve("captions.csv"), "image,caption\n../x.png,out\n");
        assertThrows(InvalidInputException.class, () -> DataSets.readLeniently(DataLocation.of(folder)));
    }
}
