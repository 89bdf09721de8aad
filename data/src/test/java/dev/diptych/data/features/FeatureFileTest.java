package dev.diptych.data.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureFileTest {

    private static final int[] TOKENS = {2, 1, 3, 2};
    private static final int WIDTH = 3;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(FeatureType.class)
    void rowsOfDifferentLengthsComeBack(FeatureType type) throws IOException {
        FeatureLayout layout = layout(type, 1);
        Path path = write(layout);
        FeatureFile file = FeatureFile.open(path, layout).orElseThrow();
        assertEquals(layout.bytes(), Files.size(path));
        for (int row = 0; row < TOKENS.length; row++) {
            assertEquals(row != 1, file.isPresent(row));
            if (row != 1) {
                FloatBuffer read = FloatBuffer.allocate(TOKENS[row] * WIDTH);
                file.read(row, read);
                assertArrayEquals(values(row), read.array(), type == FeatureType.FP32 ? 0 : 0.02F);
            }
        }
    }

    @Test
    void halfPrecisionRoundsToTheNearestAndTiesToEven() {
        assertEquals(1.0F, FeatureType.fromBf16(FeatureType.toBf16(1.0F)));
        assertEquals(1.0F, FeatureType.fromBf16(FeatureType.toBf16(1 + 0x1p-8F)), "a tie goes to the even neighbour");
        assertEquals(1 + 0x1p-6F, FeatureType.fromBf16(FeatureType.toBf16(1 + 0x1p-7F + 0x1p-8F)));
        assertEquals(-1 - 0x1p-7F, FeatureType.fromBf16(FeatureType.toBf16(-1 - 0x1p-8F - 0x1p-20F)));
        assertEquals(Float.POSITIVE_INFINITY, FeatureType.fromBf16(FeatureType.toBf16(Float.POSITIVE_INFINITY)));
    }

    @Test
    void aFileWithAChangedByteIsNotTaken() throws IOException {
        FeatureLayout layout = layout(FeatureType.FP32, 1);
        Path path = write(layout);
        byte[] bytes = Files.readAllBytes(path);
        for (int position = 0; position < bytes.length; position++) {
            byte[] changed = bytes.clone();
            changed[position] ^= 1;
            Files.write(path, changed);
            boolean header = position < FeatureLayout.HEADER_BYTES;
            assertEquals(Optional.empty(), FeatureFile.open(path, layout), (header ? "header " : "row ") + position);
        }
    }

    @Test
    void aFileThatIsCutOrTooLongOrOfAnotherKeyIsNotTaken() throws IOException {
        FeatureLayout layout = layout(FeatureType.FP32, 1);
        Path path = write(layout);
        byte[] bytes = Files.readAllBytes(path);
        assertTrue(FeatureFile.open(path, layout(FeatureType.FP32, 2)).isEmpty());
        Files.write(path, java.util.Arrays.copyOf(bytes, bytes.length - 1));
        assertTrue(FeatureFile.open(path, layout).isEmpty());
        Files.write(path, java.util.Arrays.copyOf(bytes, bytes.length + 1));
        assertTrue(FeatureFile.open(path, layout).isEmpty());
        Files.write(path, new byte[0]);
        assertTrue(FeatureFile.open(path, layout).isEmpty());
    }

    @Test
    void anUnfinishedFileIsGoneOnWith() throws IOException {
        FeatureLayout layout = layout(FeatureType.FP32, 1);
        byte[] whole = Files.readAllBytes(write(layout));
        Path path = folder.resolve("second.features");
        try (FeatureWriter writer = FeatureWriter.open(path, layout)) {
            writer.write(FloatBuffer.wrap(values(0)));
            writer.write(null);
            writer.write(FloatBuffer.wrap(values(2)));
        }
        assertFalse(Files.exists(path));
        Path partial = folder.resolve("second.features.partial");
        byte[] torn = Files.readAllBytes(partial);
        Files.write(partial, java.util.Arrays.copyOf(torn, torn.length - 5)); // the third row was not on the disk yet
        try (FeatureWriter writer = FeatureWriter.open(path, layout)) {
            assertEquals(2, writer.row());
            writer.goBackTo(1);
            writer.write(null);
            writer.write(FloatBuffer.wrap(values(2)));
            writer.write(FloatBuffer.wrap(values(3)));
            writer.finish();
        }
        assertArrayEquals(whole, Files.readAllBytes(path));
    }

    @Test
    void anUnfinishedFileOfAnotherKeyIsBegunAnew() throws IOException {
        Path path = folder.resolve("third.features");
        try (FeatureWriter writer = FeatureWriter.open(path, layout(FeatureType.FP32, 1))) {
            writer.write(FloatBuffer.wrap(values(0)));
        }
        try (FeatureWriter writer = FeatureWriter.open(path, layout(FeatureType.FP32, 2))) {
            assertEquals(0, writer.row());
        }
    }

    private Path write(FeatureLayout layout) throws IOException {
        Path path = folder.resolve(layout.fileName("test"));
        try (FeatureWriter writer = FeatureWriter.open(path, layout)) {
            for (int row = 0; row < TOKENS.length; row++) {
                writer.write(row == 1 ? null : FloatBuffer.wrap(values(row)));
            }
            writer.finish();
        }
        return path;
    }

    private static FeatureLayout layout(FeatureType type, int key) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) key;
        return new FeatureLayout(bytes, WIDTH, TOKENS, type);
    }

    private static float[] values(int row) {
        float[] values = new float[TOKENS[row] * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(row * 10 + i);
        }
        return values;
    }
}
