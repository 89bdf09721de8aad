package dev.diptych.serve.internal.http;

import java.util.concurrent.Semaphore;

/// Bounds the memory of request bodies that are read at the same time. Safe for concurrent use.
public final class MemoryBudget {

    private static final int UNIT = 1024;

    private final int units;
    private final Semaphore free;

    /// @param bytes for all bodies together
    public MemoryBudget(long bytes) {
        this.units = (int) Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
        this.free = new Semaphore(units);
    }

    /// Memory that is in use until it is closed.
    public interface Share extends AutoCloseable {
        @Override
        void close();
    }

    /// Takes memory for a body.
    ///
    /// @throws ApiException if there is not enough at the moment
    public Share take(long bytes) {
        int needed = (int) Math.min(units, Math.ceilDiv(bytes, UNIT));
        if (!free.tryAcquire(needed)) {
            throw ApiException.overloaded(1);
        }
        return () -> free.release(needed);
    }
}
