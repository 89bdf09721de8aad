package dev.diptych.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.pytorch.Tensor;

/// The raw bytes of a tensor, row-major.
public final class TensorBytes {

    private TensorBytes() {}

    public static byte[] of(Tensor tensor) {
        try (Tensor contiguous = tensor.contiguous()) {
            long bytes = contiguous.nbytes();
            if (bytes == 0) {
                return new byte[0];
            }
            return MemorySegment.ofAddress(contiguous.data_ptr().address())
                    .reinterpret(bytes)
                    .toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
