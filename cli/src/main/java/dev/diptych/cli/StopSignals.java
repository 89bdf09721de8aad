package dev.diptych.cli;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/// Turns the first SIGINT or SIGTERM into a request to save and stop; a second SIGINT ends the process at once.
final class StopSignals {

    private static final int INTERRUPTED = 130;

    private final AtomicReference<@Nullable String> received = new AtomicReference<>();

    private StopSignals() {}

    static StopSignals install() {
        StopSignals signals = new StopSignals();
        for (String name : new String[] {"INT", "TERM"}) {
            Signal.handle(new Signal(name), signals::receive);
        }
        return signals;
    }

    boolean isRequested() {
        return received.get() != null;
    }

    /// 0 for SIGTERM, which a scheduler sends and takes a clean stop for success; 130 for an interrupt.
    int exitStatus() {
        return "TERM".equals(received.get()) ? 0 : INTERRUPTED;
    }

    private void receive(Signal signal) {
        if (!received.compareAndSet(null, signal.getName())) {
            Runtime.getRuntime().halt(INTERRUPTED);
        }
        System.err.println("diptych: saving a checkpoint before stopping; interrupt again to stop at once");
    }
}
