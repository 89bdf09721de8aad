package dev.diptych.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The state of libtorch's generator, to be put back later: from there on the same numbers are drawn again.
public record RandomState(byte[] bytes) {

    public static RandomState capture() {
        try (var _ = TensorScope.open()) {
            Tensor state = torch.getDefaultCPUGenerator().get_state().contiguous();
            byte[] bytes = new byte[Math.toIntExact(state.numel())];
            java.nio.ByteBuffer buffer = state.createBuffer();
            buffer.get(bytes);
            return new RandomState(bytes);
        }
    }

    public void restore() {
        try (var _ = TensorScope.open()) {
            torch.getDefaultCPUGenerator().set_state(Tensors.bytes(bytes, bytes.length));
        }
    }
}
