package dev.diptych.base;

/// A request to end long work early, made by one thread and observed by another. Safe for concurrent use.
public final class CancellationToken {

    private volatile boolean cancelled;

    /// Requests that the work ends; it does so at the next point where its state is whole.
    public void cancel() {
        cancelled = true;
    }

    /// Whether [#cancel] was called.
    public boolean isCancelled() {
        return cancelled;
    }
}
