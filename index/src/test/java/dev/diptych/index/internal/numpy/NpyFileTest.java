package dev.diptych.index.internal.numpy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyFileTest {

    @TempDir
    private Path folder;

    @Test
    void writesTheHeaderOfNumPysDocumentation() throws IOException {
        var out = new ByteArrayOutputStream();
        NpyFile.writeHeader(out, 12, 512);
        byte[] bytes = out.toByteArray();
        // Magic, version 1.0, length 118 of the header, which pads to a multiple of 64 and ends in a line feed.
        assertEquals(128, bytes.length);
        assertArrayEquals(
                new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0}, java.util.Arrays.copyOf(bytes, 10));
        String header = new String(bytes, 10, 118, StandardCharsets.US_ASCII);
        assertTrue(header.startsWith("{'descr': '<f2', 'fortran_order': False, 'shape': (12, 512), }  "), header);
        assertTrue(header.endsWith(" \n"), header);
    }

    @Test
    void readsFloatsAndHalvesWrittenByHand() throws IOException {
        Path floats = write(
                "floats.npy",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
                24,
                bytes -> bytes.putFloat(0.5f)
                        .putFloat(-1)
                        .putFloat(0.1f)
                        .putFloat(2)
                        .putFloat(3)
                        .putFloat(4));
        NpyFile file = NpyFile.open(floats);
        assertEquals(2, file.rows());
        assertEquals(3, file.width());
        try (FileChannel channel = FileChannel.open(floats)) {
            assertArrayEquals(new float[][] {{0.5f, -1, 0.1f}, {2, 3, 4}}, file.rows(channel, 0, 2));
            assertArrayEquals(new float[][] {{2, 3, 4}}, file.rows(channel, 1, 1));
        }
        // 1 is 0x3c00, -2 is 0xc000, 1/3 rounds to 0x3555 = 0.333251953125.
        Path halves = write(
                "halves.npy",
                "{'descr': '<f2', 'fortran_order': False, 'shape': (1, 3), }",
                6,
                bytes -> bytes.putShort((short) 0x3c00).putShort((short) 0xc000).putShort((short) 0x3555));
        try (FileChannel channel = FileChannel.open(halves)) {
            assertArrayEquals(
                    new float[][] {{1, -2, 0.333251953125f}},
                    NpyFile.open(halves).rows(channel, 0, 1));
        }
    }

    @Test
    void encodesHalvesRoundedToNearestEven() {
        assertArrayEquals(
                new byte[] {0x00, 0x3c, 0x55, 0x35, 0x00, (byte) 0xc0, 0x01, 0x00},
                Halves.encode(new float[] {1, 1 / 3f, -2, 5.9604645e-8f}));
        // 1 + 2⁻¹¹ lies between 1 and 1 + 2⁻¹⁰: the even one is 1.
        assertArrayEquals(new byte[] {0x00, 0x3c}, Halves.encode(new float[] {1 + 1 / 2048f}));
    }

    @Test
    void rejectsOtherFilesInOneLine() throws IOException {
        Path fortran = write("fortran.npy", "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }", 4, _ -> {});
        Path doubles = write("doubles.npy", "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1), }", 8, _ -> {});
        Path truncated = write("short.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }", 4, _ -> {});
        Path text = Files.writeString(folder.resolve("text.npy"), "not a matrix at all");
        for (Path file : new Path[] {fortran, doubles, truncated, text}) {
            String message = String.valueOf(assertThrows(InvalidInputException.class, () -> NpyFile.open(file))
                    .getMessage());
            assertTrue(message.startsWith(file + ": ") && message.lines().count() == 1, message);
        }
    }

    private Path write(String name, String header, int size, java.util.function.Consumer<ByteBuffer> values)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(10 + header.length() + size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        bytes.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        values.accept(bytes);
        return Files.write(folder.resolve(name), bytes.array());
    }
}
