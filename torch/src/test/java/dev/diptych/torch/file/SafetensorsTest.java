package dev.diptych.torch.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.testing.GoldenTensors;
import dev.diptych.testing.SharedFiles;
import dev.diptych.torch.TensorBytes;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

    @TempDir
    Path directory;

    @Test
    void readsWhatAnIndependentReaderReads() {
        int compared = 0;
        for (Path file : goldenFiles()) {
            GoldenTensors golden = GoldenTensors.read(file);
            try (TensorScope _ = TensorScope.open();
                    TensorSource source = Safetensors.open(file)) {
                assertEquals(new ArrayList<>(golden.names()), new ArrayList<>(source.names()));
                for (String name : source.names()) {
                    assertArrayEquals(golden.shape(name), source.info(name).shape(), name);
                    assertEquals(golden.dtype(name), source.info(name).type().code(), name);
                    Tensor tensor = source.tensor(name);
                    assertArrayEquals(golden.shape(name), Tensors.shape(tensor), name);
                    switch (golden.dtype(name)) {
                        case "F32" -> assertArrayEquals(golden.floats(name), Tensors.floats(tensor), name);
                        case "F64" -> assertArrayEquals(golden.doubles(name), Tensors.doubles(tensor), name);
                        case "I64" -> assertArrayEquals(golden.longs(name), Tensors.longs(tensor), name);
                        default -> assertArrayEquals(golden.bytes(name), TensorBytes.of(tensor), name);
                    }
                    compared++;
                }
            }
        }
        assertTrue(compared > 300, "only " + compared);
    }

    @Test
    void saveLoadSaveGivesIdenticalBytesAndTheTensorsOfTheOriginal() throws IOException {
        for (Path file : goldenFiles()) {
            Path first = directory.resolve("first.safetensors");
            Path second = directory.resolve("second.safetensors");
            copy(file, first);
            copy(first, second);
            assertEquals(-1, Files.mismatch(first, second), file.toString());
            try (TensorScope _ = TensorScope.open();
                    TensorSource original = Safetensors.open(file);
                    TensorSource copy = Safetensors.open(second)) {
                assertEquals(original.metadata(), copy.metadata());
                assertEquals(new ArrayList<>(original.names()), new ArrayList<>(copy.names()));
                for (String name : original.names()) {
                    assertEquals(original.info(name), copy.info(name));
                    assertArrayEquals(TensorBytes.of(original.tensor(name)), TensorBytes.of(copy.tensor(name)), name);
                }
            }
        }
    }

    @Test
    void everySupportedTypeAndEmptyAndScalarTensorsSurviveARoundTrip() {
        Path file = directory.resolve("types.safetensors");
        try (TensorScope _ = TensorScope.open()) {
            SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put("flag", Tensors.mask(new boolean[] {true, false, true}, 3));
            tensors.put("byte", Tensors.bytes(new byte[] {1, -1, 3}, 3));
            for (DataType type : DataType.values()) {
                if (type.isSupported() && type != DataType.BOOL) {
                    tensors.put(
                            type.name(), Tensors.of(new float[] {1, 0, 5}, 1, 3).to(type.scalarType()));
                }
            }
            tensors.put("scalar \"π\"\n", Tensors.scalar(2.5).to(ScalarType.Double));
            tensors.put("none", Tensors.zeros(0));
            tensors.put("none of three", Tensors.zeros(2, 0, 3));
            tensors.put(
                    "transposed",
                    Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).t());
            Safetensors.write(file, tensors, Map.of("b", "2", "a", "1"));
            try (TensorSource source = Safetensors.open(file)) {
                assertEquals(new ArrayList<>(tensors.keySet()), new ArrayList<>(source.names()));
                tensors.forEach((name, tensor) -> {
                    assertArrayEquals(Tensors.shape(tensor), source.info(name).shape());
                    assertTrue(Tensors.identical(tensor, source.tensor(name)), name);
                    assertTrue(isMapped(source, name), name + " should not be copied");
                });
                assertEquals(
                        List.of("a", "b"), new ArrayList<>(source.metadata().keySet()));
                assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, Tensors.floats(source.tensor("transposed")));
            }
        }
    }

    @Test
    void headerIsPaddedToAMultipleOfEight() throws IOException {
        Path file = directory.resolve("padded.safetensors");
        for (String name : List.of("a", "ab", "abc", "abcd")) {
            try (Tensor tensor = Tensors.of(new float[] {1}, 1)) {
                Safetensors.write(file, new LinkedHashMap<>(Map.of(name, tensor)), Map.of());
            }
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            assertEquals(0, bytes.getLong(0) % 8);
            assertEquals(8 + bytes.getLong(0) + 4, bytes.capacity());
        }
    }

    @Test
    void aTensorAtAnUnalignedOffsetIsCopied() throws IOException {
        Path file = write("""
                {"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},\
                "b":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}}    """, 7, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40);
        try (TensorScope _ = TensorScope.open();
                TensorSource source = Safetensors.open(file)) {
            assertArrayEquals(new float[] {1, 2}, Tensors.floats(source.tensor("b")));
            assertTrue(isMapped(source, "a"));
            assertFalse(isMapped(source, "b"));
        }
    }

    @Test
    void aFileAboveTwoGibibytesIsMapped() throws IOException {
        long large = (1L << 31) + 16;
        String header = """
                {"large":{"dtype":"U8","shape":[%d],"data_offsets":[0,%d]},"last":{"dtype":"F32","shape":[1],"data_offsets":[%d,%d]}}""".formatted(large, large, large, large + 4);
        header += " ".repeat(-header.length() & 7);
        Path file = directory.resolve("large.safetensors");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.writeLong(Long.reverseBytes(header.length()));
            sparse.write(header.getBytes(StandardCharsets.US_ASCII));
            sparse.seek(8 + header.length() + large);
            sparse.writeInt(Integer.reverseBytes(Float.floatToIntBits(1.5f)));
        }
        try (TensorScope _ = TensorScope.open();
                TensorSource source = Safetensors.open(file)) {
            assertEquals(large, source.tensor("large").numel());
            assertArrayEquals(new float[] {1.5f}, Tensors.floats(source.tensor("last")));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    []                                                                              | not a JSON object
                    {"a":1}                                                                         | tensor 'a' is not described
                    {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}                           | not valid JSON
                    {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}x                         | not valid JSON
                    {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}{}                        | after the JSON object
                    {"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}                          | unknown dtype 'F33'
                    {"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}                         | negative size -1
                    {"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}      | overflows
                    {"a":{"dtype":"F32","shape":[4611686018427387904,0,4],"data_offsets":[0,0]}}    | overflows
                    {"a":{"dtype":"F32","shape":[18446744073709551617],"data_offsets":[0,4]}}       | number that overflows
                    {"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}                        | integers
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}                          | takes 8 bytes
                    {"a":{"dtype":"F4","shape":[1],"data_offsets":[0,1]}}                           | takes 1 bytes
                    {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}                          | not a begin and an end
                    {"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}                            | not a begin and an end
                    {"a":{"dtype":"F32","shape":[1]}}                                               | lacks
                    {"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}            | dtype twice
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}                          | file contains 4
                    {"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}                           | has 3 bytes after
                    {"a":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}                           | after a gap from 0
                    {"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}} | tensor 'b' begins at byte 2 of the data, inside
                    {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[0],"data_offsets":[4,4]}} | tensor 'a' occurs twice
                    {"__metadata__":{"a":1}}                                                        | 'a' is not a string
                    {"__metadata__":[]}                                                             | not an object
                    {"__metadata__":{"a":"","a":""}}                                                | 'a' twice
                    {"__metadata__":{},"__metadata__":{}}                                           | twice
                    """)
    void aBrokenHeaderIsAnErrorOfOneLine(String header, String expected) throws IOException {
        Path file = write(header, 0, 0, 0, 0);
        String message = String.valueOf(assertThrows(InvalidInputException.class, () -> Safetensors.open(file))
                .getMessage());
        assertTrue(message.startsWith(file + ": ") && message.contains(expected), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void aFileThatIsCutOffOrNotOneIsRefused() throws IOException {
        assertRefused(new byte[7], "too short");
        assertRefused(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1}, "18446744073709551615 bytes");
        assertRefused(new byte[] {1, (byte) 0xe1, (byte) 0xf5, 5, 0, 0, 0, 0}, "100000001 bytes");
        assertRefused(new byte[] {9, 0, 0, 0, 0, 0, 0, 0, '{'}, "ends inside its header");
        assertRefused(new byte[] {0, 0, 0, 0, 0, 0, 0, 0}, "not a JSON object");
        // UTF-16, and UTF-8 that is malformed
        assertRefused(new byte[] {4, 0, 0, 0, 0, 0, 0, 0, '{', 0, '}', 0}, "not valid JSON");
        assertRefused(new byte[] {6, 0, 0, 0, 0, 0, 0, 0, '{', '"', (byte) 0xff, '"', ':', '1'}, "not valid JSON");
        assertRefused(
                "version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.US_ASCII), "git lfs pull");
        assertThrows(InvalidInputException.class, () -> Safetensors.open(directory));
        assertThrows(InvalidInputException.class, () -> Safetensors.open(directory.resolve("absent")));
    }

    @Test
    void aTypeThatCannotBeReadIsRefusedWhenItIsAskedFor() throws IOException {
        Path file = write("""
                {"a":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"BOOL","shape":[2],"data_offsets":[2,4]}}""", 0, 0, 1, 2);
        try (TensorSource source = Safetensors.open(file)) {
            assertEquals(DataType.FLOAT8_E4M3, source.info("a").type());
            assertMessage("F8_E4M3", assertThrows(InvalidInputException.class, () -> source.tensor("a")));
            assertMessage("neither 0 nor 1", assertThrows(InvalidInputException.class, () -> source.tensor("b")));
            assertMessage("'c'", assertThrows(InvalidInputException.class, () -> source.tensor("c")));
            assertMessage(file.toString(), assertThrows(InvalidInputException.class, () -> source.info("c")));
        }
    }

    @Test
    void aClosedSourceGivesNoTensors() {
        Path file = directory.resolve("closed.safetensors");
        try (Tensor tensor = Tensors.of(new float[] {1}, 1)) {
            Safetensors.write(file, new LinkedHashMap<>(Map.of("a", tensor)), Map.of());
        }
        TensorSource source = Safetensors.open(file);
        source.close();
        source.close();
        assertThrows(IllegalStateException.class, () -> source.tensor("a"));
    }

    @Test
    void whatTheFormatCannotHoldIsNotWritten() {
        Path file = directory.resolve("refused.safetensors");
        try (TensorScope _ = TensorScope.open()) {
            Tensor real = Tensors.of(new float[] {1}, 1);
            Tensor complex = real.to(ScalarType.ComplexFloat);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Safetensors.write(file, new LinkedHashMap<>(Map.of("a", complex)), Map.of()));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Safetensors.write(file, new LinkedHashMap<>(Map.of("__metadata__", real)), Map.of()));
        }
        assertFalse(Files.exists(file));
    }

    private void assertRefused(byte[] content, String expected) throws IOException {
        Path file = Files.write(directory.resolve("refused.safetensors"), content);
        assertMessage(expected, assertThrows(InvalidInputException.class, () -> Safetensors.open(file)));
    }

    private static void assertMessage(String expected, InvalidInputException e) {
        assertTrue(String.valueOf(e.getMessage()).contains(expected), e.getMessage());
    }

    private Path write(String header, int... data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        for (int value : data) {
            bytes.put((byte) value);
        }
        return Files.write(directory.resolve("made.safetensors"), bytes.array());
    }

    /// Two tensors of the same name share their memory exactly when neither is a copy.
    private static boolean isMapped(TensorSource source, String name) {
        Tensor tensor = source.tensor(name);
        return tensor.numel() == 0
                || tensor.data_ptr().address() == source.tensor(name).data_ptr().address();
    }

    private static void copy(Path from, Path to) {
        try (TensorScope _ = TensorScope.open();
                TensorSource source = Safetensors.open(from)) {
            SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
            source.names().forEach(name -> tensors.put(name, source.tensor(name)));
            Safetensors.write(to, tensors, source.metadata());
        }
    }

    private static List<Path> goldenFiles() {
        try (Stream<Path> files = Files.walk(SharedFiles.require("golden"))) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
