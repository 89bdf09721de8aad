package dev.diptych.data.batch;

import dev.diptych.base.internal.WorkerThreads;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Pipeline of products that several threads prepare in advance, delivered in order.
///
/// A product consists of parts, which different threads may process, so that the first product is available as early
/// as possible. At most `ahead` products, and at most `partsAhead` of their parts, are in progress or waiting, not
/// counting those of the product that the consumer waits for. One consumer thread, which also closes the pipeline.
///
/// @param <P> type of the products
public final class OrderedPipeline<P> implements Iterator<P>, AutoCloseable {

    /// Product in progress.
    public interface Assembly<P> {
        /// Number of parts, at least 1.
        int parts();

        /// Processes one part; called once for each, from several threads at once.
        void make(int part);

        /// Returns the product after all parts have been processed.
        P finish();
    }

    private record Part<P>(int number, Job<P> job, int part) {}

    private record Job<P>(Assembly<P> assembly, AtomicInteger partsLeft) {}

    private sealed interface Outcome<P> {
        record Made<P>(P product) implements Outcome<P> {}

        record Failed<P>(Throwable cause) implements Outcome<P> {}
    }

    private final IntFunction<Assembly<P>> assemblies;
    private final int end;
    private final int ahead;
    private final int partsAhead;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Integer, Outcome<P>> outcomes = new HashMap<>();
    private final Deque<Part<P>> waiting = new ArrayDeque<>();
    private final List<Thread> threads;
    private final Map<Integer, Integer> partsBegun = new HashMap<>(); // of each product not yet taken
    private int begun;
    private int taken;
    private int awaited = -1;
    private boolean closed;

    /// Starts the products from `from` (inclusive) to `end` (exclusive).
    public OrderedPipeline(
            String name,
            int threadCount,
            int ahead,
            int partsAhead,
            int from,
            int end,
            IntFunction<Assembly<P>> assemblies) {
        this.assemblies = assemblies;
        this.end = end;
        this.ahead = ahead;
        this.partsAhead = partsAhead;
        this.begun = from;
        this.taken = from;
        this.threads = IntStream.range(0, threadCount)
                .mapToObj(i -> Thread.ofPlatform().daemon().name(name + "-" + i).unstarted(this::work))
                .toList();
        threads.forEach(Thread::start);
    }

    @Override
    public boolean hasNext() {
        return taken < end;
    }

    /// Waits for the next product and returns it.
    ///
    /// An exception of a worker is thrown here, at its position in the order, and closes the pipeline.
    ///
    /// @throws CancellationException if the calling thread is interrupted; its interrupt flag remains set
    @Override
    public P next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return switch (await()) {
            case Outcome.Made<P> made -> made.product();
            case Outcome.Failed<P> failed -> {
                close();
                throw WorkerThreads.surfaced(failed.cause());
            }
        };
    }

    /// Interrupts the workers and waits until they have ended. Remaining products are discarded.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        threads.forEach(Thread::interrupt);
        WorkerThreads.join(threads);
    }

    private Outcome<P> await() {
        lock.lock();
        try {
            awaited = taken;
            changed.signalAll();
            Outcome<P> outcome = outcomes.remove(taken);
            while (outcome == null) {
                if (closed) {
                    throw new IllegalStateException("The stream is closed");
                }
                changed.await();
                outcome = outcomes.remove(taken);
            }
            partsBegun.remove(taken);
            taken++;
            changed.signalAll();
            return outcome;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("interrupted while waiting for a batch");
            cancelled.initCause(e);
            throw cancelled;
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try {
            for (Part<P> part = claim(); part != null; part = claim()) {
                make(part);
            }
        } catch (InterruptedException e) {
            // Interrupted by closing; nothing remains to be done.
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever a worker throws, errors too, belongs to the consumer
    private void make(Part<P> part) {
        try {
            part.job().assembly().make(part.part());
            if (part.job().partsLeft().decrementAndGet() == 0) {
                settle(part.number(), new Outcome.Made<>(part.job().assembly().finish()));
            }
        } catch (Throwable e) {
            settle(part.number(), new Outcome.Failed<>(e));
        }
    }

    private void settle(int number, Outcome<P> outcome) {
        lock.lock();
        try {
            if (number >= taken) {
                outcomes.putIfAbsent(number, outcome);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Returns the next part in order, or null if none remains.
    private @Nullable Part<P> claim() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                Part<P> part = waiting.peek();
                if (part != null && mayMake(part)) {
                    partsBegun.merge(part.number(), 1, Integer::sum);
                    return waiting.poll();
                }
                if (part == null && begun == end) {
                    return null;
                }
                if (part == null && begun - taken < ahead) {
                    begin(begun++);
                } else {
                    changed.await();
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private boolean mayMake(Part<P> part) {
        return part.number() == awaited
                || partsBegun.values().stream().mapToInt(Integer::intValue).sum() < partsAhead;
    }

    private void begin(int number) {
        try {
            Assembly<P> assembly = assemblies.apply(number);
            Job<P> job = new Job<>(assembly, new AtomicInteger(assembly.parts()));
            for (int part = 0; part < assembly.parts(); part++) {
                waiting.add(new Part<>(number, job, part));
            }
        } catch (RuntimeException | OutOfMemoryError e) { // direct memory may be short
            outcomes.put(number, new Outcome.Failed<>(e));
        }
        changed.signalAll();
    }
}
