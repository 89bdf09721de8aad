package dev.diptych.base.internal;

import java.util.List;

/// Helpers for ending worker threads.
public final class WorkerThreads {

    private WorkerThreads() {}

    /// Waits until all threads have ended, even if interrupted; restores the interrupt flag of this thread.
    public static void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Returns the failure of a thread, to be thrown in another one. An `Error` is thrown here.
    public static RuntimeException surfaced(Throwable cause) {
        return switch (cause) {
            case Error error -> throw error;
            case RuntimeException exception -> exception;
            default -> new IllegalStateException("A worker thread failed", cause);
        };
    }
}
