package dev.diptych.cli.support;

import dev.diptych.base.CancellationToken;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// Turns the first SIGINT or SIGTERM into a request to save and stop; a second SIGINT ends the process at once.
public final class StopSignals {

    private static final int INTERRUPTED = 130;

    private final AtomicReference<@Nullable String> received = new AtomicReference<>();

    private final CancellationToken token = new CancellationToken();

    private final CountDownLatch stopped = new CountDownLatch(1);

    private final String action;

    private StopSignals(String action) {
        this.action = action;
    }

    /// For a run with checkpoints.
    public static StopSignals install() {
        return install("saving a checkpoint before stopping");
    }

    /// @param action what the process does after the first signal, for its message
    public static StopSignals install(String action) {
        StopSignals signals = new StopSignals(action);
        for (String name : new String[] {"INT", "TERM"}) {
            Signal.handle(new Signal(name), signals::receive);
        }
        return signals;
    }

    /// Waits for the first signal.
    public void await() throws InterruptedException {
        stopped.await();
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
            stopped.countDown();
            System.err.println("diptych: " + action + "; interrupt again to stop at once");
        }
    }
}
