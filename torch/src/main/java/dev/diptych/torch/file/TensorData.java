package dev.diptych.torch.file;

import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.pytorch.Tensor;

/// Values of a tensor as bytes of a file.
public final class TensorData {

    private static final int CHUNK = 1 << 20;

    private TensorData() {}

    /// Number of bytes that [#write] writes.
    public static long count(Tensor tensor) {
        return Math.multiplyExact(tensor.numel(), (long) tensor.element_size());
    }

    /// Writes the values row by row, little-endian, whatever the device and strides of the tensor. A contiguous
    /// tensor is not copied; another one only while it is written.
    public static void write(Tensor tensor, OutputStream out) throws IOException {
        long bytes = count(tensor);
        if (bytes == 0) {
            return;
        }
        byte[] chunk = new byte[(int) Math.min(CHUNK, bytes)];
        // The scope keeps any copies until they are written.
        try (TensorScope _ = TensorScope.open()) {
            MemorySegment memory = Tensors.memory(tensor.detach().cpu().contiguous());
            for (long at = 0; at < bytes; at += chunk.length) {
                int length = (int) Math.min(chunk.length, bytes - at);
                MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at, chunk, 0, length);
                out.write(chunk, 0, length);
            }
        }
    }
}
