package dev.diptych.cli.support;

import dev.diptych.base.CancellationToken;
import dev.diptych.report.progress.ProgressLine;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// Turns the first SIGINT or SIGTERM into a request to save and stop; a second SIGINT ends the process at once.
public final class StopSignals {

    private static final int INTERRUPTED = 130;

    private final AtomicReference<@Nullable String> received = new AtomicReference<>();

    private final CancellationToken token = new CancellationToken();

    private final ProgressLine progress;

    private StopSignals(ProgressLine progress) {
        this.progress = progress;
    }

    /// @param progress receives a line when the first signal arrives, above its bar
    public static StopSignals install(ProgressLine progress) {
        StopSignals signals = new StopSignals(progress);
        for (String name : new String[] {"INT", "TERM"}) {
            Signal.handle(new Signal(name), signals::receive);
        }
        return signals;
    }

    public boolean isRequested() {
        return token.isCancelled();
    }

    /// Cancelled by the first signal.
    public CancellationToken token() {
        return token;
    }

    /// 0 for SIGTERM, so that schedulers treat a clean stop as success; 130 for an interrupt.
    public int exitStatus() {
        return "TERM".equals(received.get()) ? 0 : INTERRUPTED;
    }

    private void receive(Signal signal) {
        // From now on, the system's default handler ends the process on an interrupt: an orderly exit would
        // shut down
        // libtorch during the running step. A second SIGTERM, as sent by timeout(1), is treated like the
        // first.
        Signal.handle(new Signal("INT"), SignalHandler.SIG_DFL);
        if (received.compareAndSet(null, signal.getName())) {
            token.cancel();
            progress.say("saving a checkpoint before stopping; interrupt again to stop at once");
        }
    }
}
