package dev.diptych.serve.internal.http;

import java.time.Duration;

/// Counts the requests in progress, so that the server can stop after the last one. Safe for
/// concurrent use.
public final class Drain {

    private int running;
    private boolean stopping;

    /// Whether a new request may begin; it then has to [#finish].
    public synchronized boolean begin() {
        if (stopping) {
            return false;
        }
        running++;
        return true;
    }

    public synchronized void finish() {
        running--;
        notifyAll();
    }

    /// Whether the server is stopping.
    public synchronized boolean isStopping() {
        return stopping;
    }

    /// From now on no request begins.
    public synchronized void stop() {
        stopping = true;
        notifyAll();
    }

    /// Waits for the requests in progress, at most for a time.
    ///
    /// @return the number of requests that are still in progress
    public synchronized int await(Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        boolean interrupted = false;
        while (running > 0) {
            long rest = (end - System.nanoTime()) / 1_000_000;
            if (rest <= 0) {
                break;
            }
            try {
                wait(rest);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return running;
    }
}
