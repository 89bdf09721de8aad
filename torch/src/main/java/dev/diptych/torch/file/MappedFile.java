package dev.diptych.torch.file;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.GitLfs;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// File mapped read-only, of any size, and tensors that view it.
///
/// Numbers are little-endian, as in every supported tensor format and on every platform for which libtorch is
/// packaged. The reading methods require offsets inside the file.
final class MappedFile implements AutoCloseable {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final byte[] LARGE_FILE_POINTER = GitLfs.POINTER.getBytes(StandardCharsets.US_ASCII);

    private static final long DIGESTED = 1L << 20; // bytes at a time

    private final String name;
    private final Arena arena;
    private final MemorySegment memory;

    private MappedFile(String name, Arena arena, MemorySegment memory) {
        this.name = name;
        this.arena = arena;
        this.memory = memory;
    }

    /// @throws InvalidInputException if the file does not exist, cannot be read, or is a Git LFS pointer
    @SuppressWarnings("MustBeClosedChecker") // the file that is returned closes its arena
    static MappedFile open(Path path) {
        String name = path.toString();
        if (!Files.exists(path)) {
            throw TensorFileFault.of(name, "the file does not exist");
        }
        if (!Files.isRegularFile(path)) {
            throw TensorFileFault.of(name, "is not a regular file");
        }
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment memory = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            MappedFile file = new MappedFile(name, arena, memory);
            if (file.startsWith(LARGE_FILE_POINTER)) {
                throw TensorFileFault.of(name, "is a Git LFS pointer instead of the data; run 'git lfs pull' there");
            }
            return file;
        } catch (IOException | InvalidInputException e) {
            arena.close();
            if (e instanceof InvalidInputException invalid) {
                throw invalid;
            }
            throw new InvalidInputException(name + ": cannot be read: " + e, e);
        }
    }

    String name() {
        return name;
    }

    long size() {
        return memory.byteSize();
    }

    boolean startsWith(byte[] prefix) {
        return size() >= prefix.length
                && MemorySegment.mismatch(memory, 0, prefix.length, MemorySegment.ofArray(prefix), 0, prefix.length)
                        == -1;
    }

    int unsignedShort(long offset) {
        return Short.toUnsignedInt(memory.get(SHORT, offset));
    }

    long unsignedInt(long offset) {
        return Integer.toUnsignedLong(memory.get(INT, offset));
    }

    long signedLong(long offset) {
        return memory.get(LONG, offset);
    }

    byte[] bytes(long offset, int length) {
        return memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /// Digests all bytes starting at an offset.
    void update(MessageDigest digest, long offset) {
        for (long at = offset; at < size(); at += DIGESTED) {
            digest.update(memory.asSlice(at, Math.min(DIGESTED, size() - at)).asByteBuffer());
        }
    }

    /// Returns the tensor at an offset. It views the mapping, unless the data are not aligned to the size of an
    /// element; then it is a copy. The caller has checked the range.
    ///
    /// @throws InvalidInputException if a boolean is neither 0 nor 1, which would be undefined behaviour in
    ///     libtorch
    Tensor tensor(String tensorName, StoredTensor stored) {
        if (!arena.scope().isAlive()) {
            throw new IllegalStateException(name + " is closed");
        }
        DataType type = stored.info().type();
        long bytes = stored.spanElements() * type.bytes();
        if (type == DataType.BOOL) {
            checkBooleans(tensorName, stored.byteOffset(), bytes);
        }
        long[] shape = stored.info().shape();
        Pointer data = new Address(memory.address() + stored.byteOffset());
        try (TensorOptions options = new TensorOptions(type.scalarType())) {
            if (data.address() % type.bytes() == 0) {
                return torch.from_blob(data, shape, stored.strides(), options);
            }
            try (MemoryFormatOptional contiguous = new MemoryFormatOptional();
                    Tensor copy = torch.empty(new long[] {stored.spanElements()}, options, contiguous);
                    Pointer target = copy.data_ptr()) {
                if (bytes > 0) {
                    Pointer.memcpy(target, data, bytes);
                }
                return copy.as_strided(shape, stored.strides());
            }
        }
    }

    private void checkBooleans(String tensorName, long offset, long bytes) {
        for (long i = offset; i < offset + bytes; i++) {
            int value = memory.get(ValueLayout.JAVA_BYTE, i);
            if ((value & ~1) != 0) {
                throw TensorFileFault.ofTensor(
                        name, tensorName, "contains a boolean that is neither 0 nor 1; the file is damaged");
            }
        }
    }

    /// Unmaps the file, once.
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    /// Pointer to memory that it does not own.
    private static final class Address extends Pointer {
        Address(long value) {
            address = value;
        }
    }
}
