package dev.diptych.torch;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/// The arithmetic of matrix products. Parameters, optimiser state, softmax and reductions are float32 in both.
public enum Precision {
    FP32,
    BF16;

    /// Until the result is closed, operations of this thread run in this precision.
    public Region enter() {
        boolean before = torch.is_autocast_enabled(DeviceType.CPU);
        torch.set_autocast_enabled(DeviceType.CPU, this == BF16);
        if (this == BF16) {
            torch.set_autocast_dtype(DeviceType.CPU, torch.ScalarType.BFloat16);
        }
        return new Region(before, this == BF16);
    }

    /// The earlier precision, restored on close.
    public static final class Region implements AutoCloseable {

        private final boolean before;
        private final boolean cached;

        private Region(boolean before, boolean cached) {
            this.before = before;
            this.cached = cached;
        }

        /// Also drops the copies of weights that were cast to bf16 within.
        @Override
        public void close() {
            torch.set_autocast_enabled(DeviceType.CPU, before);
            if (cached) {
                torch.clear_cache();
            }
        }
    }
}
