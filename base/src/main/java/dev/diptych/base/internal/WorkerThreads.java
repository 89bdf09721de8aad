package dev.diptych.base.internal;

import java.util.List;

/// What whoever starts threads for a piece of work needs at its end.
public final class WorkerThreads {

    private WorkerThreads() {}

    /// Waits until all have ended, interrupted or not; an interrupt of this thread stays visible.
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

    /// What a thread failed with, to be thrown in another one; an error is thrown here.
    public static RuntimeException surfaced(Throwable cause) {
        return switch (cause) {
            case Error error -> throw error;
            case RuntimeException exception -> exception;
            default -> new IllegalStateException("A worker thread failed", cause);
        };
    }
}
