package dev.diptych.torch;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/// The arithmetic of matrix products. Parameters, optimiser state, softmax and reductions are float32 in both.
public enum Precision {
    FP32,
    BF16;

    /// Until the result is closed, operations of this thread run in this precision.
    public Region enter() {
        return enter(true);
    }

    /// Like [#enter], but the copies of trained weights that are cast within stay for the next region, until
    /// [#forgetCasts]: several regions of one step that see the same weights cast them once.
    public Region enterKeepingCasts() {
        return enter(false);
    }

    /// Drops the copies that regions have kept; libtorch has one store of them for the whole process. It does not
    /// notice when weights are updated in place, so call this before they are, and between regions that record for
    /// gradients and regions that do not.
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

    /// The earlier precision, restored on close.
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
