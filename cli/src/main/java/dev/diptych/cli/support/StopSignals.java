package dev.diptych.cli.support;

import dev.diptych.base.CancellationToken;
import dev.diptych.report.progress.ProgressLine;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// Turns the first SIGINT or SIGTERM into a request to save and stop; a second SIGINT ends the process at once.
public final class StopSignals {

    private static final int INTERRUPTED = 130;

    private final AtomicReference<@Nullable String> received = new AtomicReference<>();
    private final CancellationToken token = new CancellationToken();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Consumer<String> output;
    private final String action;

    private StopSignals(Consumer<String> output, String action) {
        this.output = output;
        this.action = action;
    }

    /// For a run with checkpoints.
    ///
    /// @param progress receives a line when the first signal arrives, above its bar
    public static StopSignals install(ProgressLine progress) {
        return install(progress::say, "saving a checkpoint before stopping");
    }

    /// @param action what the process does after the first signal, for its message
    public static StopSignals install(String action) {
        return install(line -> System.err.println("diptych: " + line), action);
    }

    private static StopSignals install(Consumer<String> output, String action) {
        StopSignals signals = new StopSignals(output, action);
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
        // From now on, the system's default handler ends the process on an interrupt: an orderly exit would shut down
        // libtorch during the running step. A second SIGTERM, as sent by timeout(1), is treated like the first.
        Signal.handle(new Signal("INT"), SignalHandler.SIG_DFL);
        if (received.compareAndSet(null, signal.getName())) {
            token.cancel();
            stopped.countDown();
            output.accept(action + "; interrupt again to stop at once");
        }
    }
}
