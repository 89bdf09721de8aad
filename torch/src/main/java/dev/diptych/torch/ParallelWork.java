package dev.diptych.torch;

import dev.diptych.base.internal.WorkerThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Runs independent tasks in parallel on as many threads as a tensor operation may use.
///
/// If tensor operations and Java code alternate, this keeps all cores busy: each task runs on one thread, including
/// its tensor operations. Tasks must not depend on their order. Gradient mode, autocast and scopes are per thread: a
/// task must enter its own.
public final class ParallelWork {

    private ParallelWork() {}

    /// Runs the tasks 0 to `pieces` - 1 and returns when all have ended.
    ///
    /// An exception of a task is thrown here, after the running tasks have ended; no further ones are started.
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
        ProductThreads.useOne();
        try {
            for (int t = 0; t < threadCount; t++) {
                threads.add(Thread.ofPlatform().daemon().name("work-" + t).start(() -> {
                    OperatorThreads.limitThisThread();
                    takePieces(pieces, work, next, failure);
                }));
            }
        } finally {
            WorkerThreads.join(threads);
            Libtorch.useOperatorThreads(before);
            ProductThreads.restore();
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
