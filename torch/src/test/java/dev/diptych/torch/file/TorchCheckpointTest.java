package dev.diptych.torch.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.testing.SharedFiles;
import dev.diptych.torch.CheckpointBuilder;
import dev.diptych.torch.TensorBytes;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipFile;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchCheckpointTest {

    private static final long[] ROW = {2};
    private static final long[] ONE = {1};

    @TempDir
    Path directory;

    @Test
    void readsWhatTorchSaveWrote() throws IOException {
        Path file = SharedFiles.require("weights/bert-small-captions/pytorch_model.bin");
        try (TensorScope _ = TensorScope.open();
                TensorSource source = TensorSources.open(file.resolveSibling(""));
                ZipFile zip = new ZipFile(file.toFile())) {
            assertEquals(77, source.names().size());
            assertEquals(
                    "bert.embeddings.position_ids", source.names().iterator().next());
            assertEquals(
                    "I64 [1, 512]", source.info("bert.embeddings.position_ids").toString());
            long[] positions = Tensors.longs(source.tensor("bert.embeddings.position_ids"));
            assertEquals(511, positions[511]);
            Tensor words = source.tensor("bert.embeddings.word_embeddings.weight"); // [30522, 192]
            assertArrayEquals(new long[] {30522, 192}, Tensors.shape(words));
            byte[] stored =
                    zip.getInputStream(zip.getEntry("pytorch_model/data/1")).readAllBytes();
            assertArrayEquals(stored, TensorBytes.of(words));
            Tensor tied = source.tensor("cls.predictions.decoder.weight");
            assertEquals(words.data_ptr().address(), tied.data_ptr().address(), "tied weights share the mapping");
            for (String name : source.names()) {
                assertEquals(source.info(name).elements(), source.tensor(name).numel());
            }
        }
    }

    @Test
    void honoursStridesOffsetsAndSharedStorages() throws IOException {
        var builder = new CheckpointBuilder().op('}', '(');
        builder.text("transposed").tensor("FloatStorage", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3});
        builder.text("tail").tensor("FloatStorage", "0", 6, 4, ROW, ONE);
        builder.text("scalar").tensor("FloatStorage", "0", 6, 5, new long[0], new long[0]);
        builder.text("none").tensor("FloatStorage", "0", 6, 6, new long[] {0, 3}, new long[] {3, 1});
        builder.text("epoch").number(-3);
        Path file = builder.op('u', '.').floats("0", 1, 2, 3, 4, 5, 6).write(directory.resolve("a.bin"));
        try (TensorScope _ = TensorScope.open();
                TensorSource source = TorchCheckpoint.open(file)) {
            assertEquals(List.of("transposed", "tail", "scalar", "none"), new ArrayList<>(source.names()));
            assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, Tensors.floats(source.tensor("transposed")));
            assertArrayEquals(new float[] {5, 6}, Tensors.floats(source.tensor("tail")));
            assertArrayEquals(new float[] {6}, Tensors.floats(source.tensor("scalar")));
            assertArrayEquals(new long[] {0, 3}, Tensors.shape(source.tensor("none")));
        }
    }

    @Test
    void unwrapsAStateDictInZip64WithMetadataAndParameters() throws IOException {
        for (String wrapper : List.of("state_dict", "model")) {
            var builder = new CheckpointBuilder()
                    .op('}', '(')
                    .text("epoch")
                    .op('K', 3)
                    .text(wrapper);
            builder.global("collections", "OrderedDict").op(')', 'R', '(').text("weight");
            builder.global("torch._utils", "_rebuild_parameter").op('(');
            builder.tensor("FloatStorage", "0", 2, 0, ROW, ONE).op(0x88, 'N', 't', 'R', 'u');
            builder.op('}').text("_metadata").op('N', 's', 'b', 'u', '.');
            Path file = builder.floats("0", 1, 2)
                    .entry("model/byteorder", "little".getBytes(StandardCharsets.US_ASCII))
                    .zip64()
                    .write(directory.resolve("b.bin"));
            try (TensorScope _ = TensorScope.open();
                    TensorSource source = TorchCheckpoint.open(file)) {
                assertArrayEquals(new float[] {1, 2}, Tensors.floats(source.tensor("weight")));
                assertEquals(1, source.names().size());
            }
        }
    }

    @Test
    void aCallOfAnythingElseIsRefusedByName() throws IOException {
        refuse(
                "'os.system'",
                new CheckpointBuilder().global("os", "system").text("true").op(0x85, 'R', '.'));
        refuse(
                "'builtins.eval'",
                new CheckpointBuilder().text("builtins").text("eval").op(0x93, '.'));
        refuse(
                "'posix.?system'",
                new CheckpointBuilder().text("posix").text("\nsystem").op(0x93, '.'));
        refuse("instruction 0x81", new CheckpointBuilder().op('}', ')', 0x81, '.'));
        refuse("instruction 0x69", new CheckpointBuilder().op('i', '.'));
        refuse("cannot be called", new CheckpointBuilder().text("os").op(')', 'R', '.'));
        refuse(
                "cannot be called",
                new CheckpointBuilder().global("torch", "FloatStorage").op(')', 'R', '.'));
    }

    @Test
    void aDamagedPickleIsRefused() throws IOException {
        refuse("cut off", new CheckpointBuilder());
        refuse("cut off", new CheckpointBuilder().op('X').int32(-1).op('.'));
        refuse("cut off", new CheckpointBuilder().op(0x8d).int32(-1).int32(-1).op('.'));
        refuse(
                "cut off",
                new CheckpointBuilder().op(0x8e).int32(-1).int32(0x7fffffff).op('.'));
        refuse("cut off", new CheckpointBuilder().op('c', 'a', '\n', 'b'));
        refuse("not UTF-8", new CheckpointBuilder().op('U', 1, 0xff, '.'));
        refuse("missing value", new CheckpointBuilder().op('.'));
        refuse("missing value", new CheckpointBuilder().op('(', '.'));
        refuse("missing mark", new CheckpointBuilder().op('u', '.'));
        refuse(
                "memo entry that does not exist",
                new CheckpointBuilder().op('j').int32(7).op('.'));
        refuse("has no value", new CheckpointBuilder().op('}', '(').text("a").op('u', '.'));
        refuse("neither text nor", new CheckpointBuilder().op('}', '}', 'N', 's', '.'));
        refuse("left over", new CheckpointBuilder().op('}', '}', '.'));
        refuse("protocol 9", new CheckpointBuilder().op(0x80, 9, '.'));
        refuse("too large", new CheckpointBuilder().op(0x8a, 200, '.'));
        refuse("not a storage", new CheckpointBuilder().op(')', 'Q', '.'));
        refuse("not a tuple", new CheckpointBuilder().op('}', 'Q', '.'));
        refuse("state dict", new CheckpointBuilder().op('N', '.'));
        refuse("no tensors", new CheckpointBuilder().op('}', '.'));
    }

    @Test
    void hostileMemosAndRepetitionEndSoonAndUseBoundedMemory() throws IOException {
        // Each tuple contains the previous one twice: 2^60 leaves for code that would traverse, hash or print
        // them.
        refuse("state dict", bomb().op('.'));
        refuse("neither text nor", bomb().op('q', 1, '0', '}', 'h', 1, 'h', 1, 's', '.'));
        refuse("cannot be called", bomb().op(')', 'R', '.'));
        var cyclic = new CheckpointBuilder().op('}', 'q', 0).text("model").op('h', 0, 's', '.');
        refuse("no tensors", cyclic);
        byte[] dictionaries = new byte[8_000_000];
        Arrays.fill(dictionaries, (byte) '}');
        var many = new CheckpointBuilder();
        for (byte dictionary : dictionaries) {
            many.op(dictionary);
        }
        refuse("instructions", many);
    }

    @Test
    void aTensorOutsideItsStorageIsRefused() throws IOException {
        long huge = Long.MAX_VALUE;
        refuse("is outside its storage", tensor(2, 1, ROW, ONE));
        refuse("is outside its storage", tensor(2, -1, ROW, ONE));
        refuse("is outside its storage", tensor(2, 0, ROW, new long[] {2}));
        refuse("is outside its storage", tensor(2, 0, ROW, new long[] {huge}));
        refuse("is outside its storage", tensor(2, 1, ROW, new long[] {-1}));
        refuse("is outside its storage", tensor(2, 0, ROW, new long[] {1, 1}));
        refuse("is outside its storage", tensor(2, 0, new long[] {1L << 40}, new long[] {0}));
        refuse("negative size", tensor(2, 0, new long[] {-2}, ONE));
        refuse("overflows", tensor(2, 0, new long[] {huge, huge}, new long[] {1, 1}));
        refuse("64", tensor(2, 0, new long[100], new long[100]));
        refuse("8 bytes of it", tensor(3, 0, ROW, ONE));
        refuse("8 bytes of it", tensor(1L << 62, 0, ROW, ONE));
        refuse(
                "which the file lacks",
                wrap(new CheckpointBuilder().op('}').text("w").tensor("FloatStorage", "../0", 2, 0, ROW, ONE)));
    }

    @Test
    void otherFormatsAreRefusedWithAWayOut() throws IOException {
        byte[] old = {(byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20};
        refuse("convert it in Python", old);
        refuse("is not a zip", new byte[] {1, 2, 3});
        refuse("is not a zip", new byte[0]);
        refuse(
                "big-endian",
                tensor(2, 0, ROW, ONE).entry("model/byteorder", "big".getBytes(StandardCharsets.US_ASCII)));
        refuse("compressed", tensor(2, 0, ROW, ONE).compressed());
        refuse("instead of one", tensor(2, 0, ROW, ONE).entry("other/data.pkl", new byte[0]));
        byte[] whole = tensor(2, 0, ROW, ONE).zip();
        refuse("cut off", Arrays.copyOf(whole, whole.length - 30));
    }

    private static CheckpointBuilder bomb() {
        var bomb = new CheckpointBuilder().op(')', 'q', 0, '0');
        for (int i = 0; i < 60; i++) {
            bomb.op('h', 0, 'h', 0, 0x86, 'q', 0, '0');
        }
        return bomb.op('h', 0);
    }

    private static CheckpointBuilder tensor(long elements, long offset, long[] shape, long[] strides) {
        return wrap(new CheckpointBuilder()
                .op('}')
                .text("w")
                .tensor("FloatStorage", "0", elements, offset, shape, strides));
    }

    private static CheckpointBuilder wrap(CheckpointBuilder builder) {
        return builder.op('s', '.').floats("0", 1, 2);
    }

    private void refuse(String expected, CheckpointBuilder builder) throws IOException {
        refuse(expected, builder.zip());
    }

    private void refuse(String expected, byte[] content) throws IOException {
        Path file = Files.write(directory.resolve("refused.bin"), content);
        String message = String.valueOf(assertTimeoutPreemptively(
                        Duration.ofSeconds(20),
                        () -> assertThrows(InvalidInputException.class, () -> TorchCheckpoint.open(file)))
                .getMessage());
        assertTrue(message.startsWith(file + ": ") && message.contains(expected), message);
        assertEquals(1, message.lines().count(), message);
    }
}
