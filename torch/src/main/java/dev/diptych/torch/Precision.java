package dev.diptych.torch;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/// Arithmetic of matrix products. Parameters, optimizer state, softmax and reductions are float32 in both.
public enum Precision {
    FP32("fp32"),
    BF16("bf16");

    private final String word;

    Precision(String word) {
        this.word = word;
    }

    /// The name in options and files.
    public String word() {
        return word;
    }

    /// Uses this precision for operations of this thread until the result is closed.
    public Region enter() {
        return enter(true);
    }

    /// Like [#enter], but keeps the cast copies of trained weights for the next region, until [#forgetCasts]:
    /// several regions of one step with the same weights cast them once.
    public Region enterKeepingCasts() {
        return enter(false);
    }

    /// Discards the kept copies; libtorch has one cache for the whole process. It does not notice in-place
    /// updates of weights, so call this before an update, and between regions that record gradients and regions
    /// that do not.
    public void forgetCasts() {
        if (this == BF16) {
            torch.clear_cache();
        }
    }

    private Region enter(boolean forgets) {
        boolean before = torch.is_autocast_enabled(DeviceType.CPU);
        torch.set_autocast_enabled(DeviceType.CPU, this == BF16);
        if (this == BF16) {
            torch.set_autocast_dtype(DeviceType.CPU, torch.ScalarType.BFloat16);
        }
        return new Region(this, before, forgets);
    }

    /// The previous precision, which closing restores.
    public static final class Region implements AutoCloseable {

        private final Precision precision;
        private final boolean before;
        private final boolean forgets;

        private Region(Precision precision, boolean before, boolean forgets) {
            this.precision = precision;
            this.before = before;
            this.forgets = forgets;
        }

        @Override
        public void close() {
            torch.set_autocast_enabled(DeviceType.CPU, before);
            if (forgets) {
                precision.forgetCasts();
            }
        }
    }
}
