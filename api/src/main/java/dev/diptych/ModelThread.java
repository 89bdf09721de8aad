package dev.diptych;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// The one platform thread on which a model runs or is trained: libtorch's scopes, gradient mode and precision belong
/// to a thread,
/// and its calls must not run on virtual threads. Callers may be any threads; they wait for their turn.
final class ModelThread {

    private final AtomicBoolean closed = new AtomicBoolean();
    private final ExecutorService thread;

    ModelThread(String name) {
        thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    /// Runs `work` and returns its result; what it throws is thrown here.
    ///
    /// @throws IllegalStateException after [#close]
    <T> T call(Callable<T> work) {
        CompletableFuture<Supplier<T>> result = new CompletableFuture<>();
        try {
            thread.execute(() -> result.complete(outcome(work)));
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("this model is closed", e);
        }
        return result.join().get();
    }

    // As a value: join() would replace a CancellationException by its own.
    private static <T> Supplier<T> outcome(Callable<T> work) {
        try {
            T value = work.call();
            return () -> value;
        } catch (Throwable e) { // belongs to the caller
            return () -> {
                throw surfaced(e);
            };
        }
    }

    private static RuntimeException surfaced(Throwable cause) {
        return switch (cause) {
            case Error error -> throw error;
            case RuntimeException exception -> exception;
            default -> new IllegalStateException(cause);
        };
    }

    /// Finishes the calls that wait, runs `last` on the thread and ends it; does nothing if it has ended.
    void close(Runnable last) {
        if (!closed.getAndSet(true)) {
            call(() -> {
                last.run();
                return true;
            });
            thread.close();
        }
    }

    /// Finishes the calls that wait and ends the thread.
    void close() {
        close(() -> {});
    }
}
