package dev.diptych.torch;

import dev.diptych.base.internal.WorkerThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Independent pieces of work, side by side on as many threads as a tensor operation may use.
///
/// Where tensor operations and Java take turns, this keeps all cores busy: each piece runs on one thread, its tensor
/// operations too. Pieces must not care which of them runs first. Grad mode, autocast and scopes belong to a thread:
/// a piece enters its own.
public final class ParallelWork {

    private ParallelWork() {}

    /// Does the pieces 0 to `pieces` - 1; returns when all are done.
    ///
    /// What a piece throws is thrown here, after the pieces under way have ended; no further ones are begun.
    public static void run(int pieces, IntConsumer work) {
        int threadCount = Math.min(Libtorch.threads(), pieces);
        if (threadCount < 2) {
            for (int piece = 0; piece < pieces; piece++) {
                work.accept(piece);
            }
            return;
        }
        int before = Libtorch.threads();
        AtomicInteger next = new AtomicInteger();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        try {
            for (int t = 0; t < threadCount; t++) {
                threads.add(Thread.ofPlatform().daemon().name("work-" + t).start(() -> {
                    Libtorch.useThreads(1);
                    takePieces(pieces, work, next, failure);
                }));
            }
        } finally {
            WorkerThreads.join(threads);
            Libtorch.useThreads(before); // the matrix library keeps one number for all threads
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw WorkerThreads.surfaced(thrown);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever a piece throws belongs to the caller
    private static void takePieces(
            int pieces, IntConsumer work, AtomicInteger next, AtomicReference<@Nullable Throwable> failure) {
        try {
            for (int p = next.getAndIncrement(); p < pieces && failure.get() == null; p = next.getAndIncrement()) {
                work.accept(p);
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }
}
