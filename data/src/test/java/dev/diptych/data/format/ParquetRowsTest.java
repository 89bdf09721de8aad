package dev.diptych.data.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Caption;
import dev.diptych.data.internal.folder.VisibleFiles;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.decode.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetRowsTest {

    @TempDir
    private Path folder;

    @Test
    void rowsThatImg2datasetCouldNotFetchAreLeftOut() throws IOException, UnreadableImageException {
        Path file = SmallSet.parquet(folder, "img2dataset.parquet"); // row 6 has no image, row 7 no caption
        DataSet set = DataSets.read(location(file, ""));
        assertEquals(6, set.pairs().images().size());
        assertEquals(
                List.of(
                        new SkippedRow(file + ": row 6", "it has no image"),
                        new SkippedRow(file + ": row 7", "it has no caption")),
                set.leftOut());
        assertEquals("img2dataset.parquet/1", set.pairs().image(1).name());
        assertEquals(
                ImageDecoder.decode(SmallSet.image("lossy_100x80.webp"), "x"),
                set.pairs().image(1).source().read());
    }

    @Test
    void aColumnMayHoldTheSplit() throws IOException {
        Path file = SmallSet.parquet(folder, "huggingface.parquet");
        assertEquals(
                2, DataSets.read(location(file, "&split=test")).pairs().images().size());
        assertRefused(location(file, "&split=val"), "it has the splits train, test");
    }

    @Test
    void imagesAreUnpackedOnceAndAgainWhenTheFileChanges() throws IOException {
        Path file = SmallSet.parquet(folder, "huggingface.parquet");
        DataSets.read(location(file, "&split=train"));
        DataSets.read(location(file, "&split=train,test"));
        assertEquals(1, VisibleFiles.in(folder.resolve("cache/unpacked")).size());
        Files.write(file, SmallSet.resource("/formats/img2dataset.parquet"));
        DataSets.read(location(file, ""));
        assertEquals(2, VisibleFiles.in(folder.resolve("cache/unpacked")).size());
    }

    @Test
    void columnsOfAnotherKindOrMissingAreNamed() throws IOException {
        assertRefused(
                SmallSet.parquet(folder, "numbers.parquet").toString(),
                "numbers.parquet: column \"image\" is INT64; an image should be bytes, a struct of bytes and path");
        assertRefused(
                SmallSet.parquet(folder, "number_captions.parquet").toString(),
                "number_captions.parquet: column \"caption\" is DOUBLE; it should be a string or a list of strings");
        Path file = SmallSet.parquet(folder, "huggingface.parquet");
        assertRefused(location(file, "&caption=sentids"), "column \"sentids\" is a list; it should be");
        assertRefused(location(file, "&image=photo"), "there is no column \"photo\"; the columns are image, caption");
    }

    @Test
    void aFileThatIsCutOffIsRefused() throws IOException {
        byte[] whole = SmallSet.resource("/formats/huggingface.parquet");
        Path file = folder.resolve("cut.parquet");
        for (int length : new int[] {4, 100, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertRefused(location(file, ""), "cut.parquet");
        }
    }

    @Test
    void pagesInLz4AreReadAndThoseInBrotliNamed() throws IOException {
        var lz4 = DataSets.read(location(SmallSet.parquet(folder, "lz4.parquet"), ""));
        assertEquals(
                List.of("A dog.", "Ein Hund.", "A cat."),
                lz4.pairs().captions().stream().map(Caption::text).toList());
        assertRefused(
                location(SmallSet.parquet(folder, "brotli.parquet"), ""),
                "brotli.parquet has an unsupported compression; write it with snappy, gzip, zstd or lz4");
    }

    private String location(Path file, String options) {
        return file + "?cache=" + folder.resolve("cache") + options;
    }

    private static void assertRefused(String location, String part) {
        String message = String.valueOf(assertThrows(InvalidInputException.class, () -> DataSets.read(location))
                .getMessage());
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count(), message);
    }
}
