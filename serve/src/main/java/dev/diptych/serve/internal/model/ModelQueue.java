package dev.diptych.serve.internal.model;

import dev.diptych.Diptych;
import dev.diptych.PreparedImage;
import dev.diptych.base.internal.WorkerThreads;
import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Deadline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The queue in front of the model. Texts and images of all requests are combined to batches: a batch
/// starts when it is full, or when its first item has waited for a time, or as soon as the model is
/// free again after that time. Requests reserve places first, so that the memory of waiting items is
/// bounded. Safe for concurrent use.
public final class ModelQueue implements AutoCloseable {

    /// What an item is.
    public enum Kind {
        TEXT,
        IMAGE,
        CALL;

        /// The name in metrics.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param batch maximum number of items of a batch
    /// @param delayNanos time for which an item waits for others
    /// @param capacity maximum number of items of each kind that are reserved at a time
    public record Settings(int batch, long delayNanos, Map<Kind, Integer> capacity) {
        public Settings {
            capacity = Map.copyOf(capacity);
        }
    }

    /// Receives the measurements of the queue.
    public interface Listener {

        /// @param nanos time in the model
        void ran(Kind kind, int items, long nanos);

        void waited(Kind kind, long nanos);

        void expired(Kind kind);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ModelQueue.class);
    private static final double SMOOTHING = 0.9;
    private static final int LONGEST_RETRY = 60;

    private final Diptych model;
    private final Settings settings;
    private final Listener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Kind, ArrayDeque<Item>> waiting = new EnumMap<>(Kind.class);
    private final Map<Kind, Integer> reserved = new EnumMap<>(Kind.class);
    private final Map<Kind, Double> nanosPerItem = new EnumMap<>(Kind.class);
    private final Thread thread;
    private boolean closed;

    private record Item(Kind kind, Object input, Deadline deadline, long enqueued, CompletableFuture<Object> result) {}

    public ModelQueue(Diptych model, Settings settings, Listener listener) {
        this.model = model;
        this.settings = settings;
        this.listener = listener;
        for (Kind kind : Kind.values()) {
            waiting.put(kind, new ArrayDeque<>());
            reserved.put(kind, 0);
            nanosPerItem.put(kind, 0.0);
        }
        this.thread = Thread.ofPlatform().name("diptych-batches").daemon().start(this::run);
    }

    /// Places in the queue for the items of one request. Closing releases those that were not used.
    public final class Reservation implements AutoCloseable {

        private final Kind kind;
        private int unused;

        private Reservation(Kind kind, int count) {
            this.kind = kind;
            this.unused = count;
        }

        private List<CompletableFuture<Object>> submit(List<?> inputs, Deadline deadline) {
            if (inputs.size() > unused) {
                throw new IllegalStateException("more items than reserved");
            }
            List<CompletableFuture<Object>> results = new ArrayList<>(inputs.size());
            long now = System.nanoTime();
            lock.lock();
            try {
                for (Object input : inputs) {
                    CompletableFuture<Object> result = new CompletableFuture<>();
                    results.add(result);
                    unused--;
                    waiting(kind).add(new Item(kind, input, deadline, now, result));
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            return results;
        }

        @Override
        public void close() {
            release(kind, unused);
            unused = 0;
        }
    }

    /// Reserves places.
    ///
    /// @throws ApiException if the queue is full, or too small for the request, or the server stops
    public Reservation reserve(Kind kind, int count) {
        lock.lock();
        try {
            if (closed) {
                throw ApiException.stopping();
            }
            int capacity = settings.capacity().getOrDefault(kind, 0);
            if (count > capacity) {
                throw ApiException.invalid(
                        "%d %ss in one request; send at most %d".formatted(count, kind.label(), capacity), null);
            }
            int used = reserved.getOrDefault(kind, 0);
            if (used + count > capacity) {
                double seconds = used * nanosPerItem.getOrDefault(kind, 0.0) / 1e9;
                throw ApiException.overloaded((long) Math.clamp(Math.ceil(seconds), 1, LONGEST_RETRY));
            }
            reserved.put(kind, used + count);
            return new Reservation(kind, count);
        } finally {
            lock.unlock();
        }
    }

    /// The embeddings of texts, in their order.
    ///
    /// @throws ApiException if the queue is full or the deadline passes
    public float[][] embedTexts(List<String> texts, Deadline deadline) {
        if (texts.isEmpty()) {
            return new float[0][];
        }
        try (Reservation places = reserve(Kind.TEXT, texts.size())) {
            return rows(places.submit(texts, deadline), deadline);
        }
    }

    /// The embeddings of images for which places of [Kind#IMAGE] were reserved before they were
    /// prepared.
    ///
    /// @throws ApiException if the deadline passes
    public float[][] embedImages(Reservation places, List<PreparedImage> images, Deadline deadline) {
        return rows(places.submit(images, deadline), deadline);
    }

    /// Runs a call of the model when it is its turn. The queue bounds the number of waiting calls.
    ///
    /// @throws ApiException if the queue is full or the deadline passes
    public <T> T call(Supplier<T> work, Deadline deadline) {
        try (Reservation places = reserve(Kind.CALL, 1)) {
            @SuppressWarnings("unchecked") // the result of the supplier
            T result = (T) Waiting.result(places.submit(List.of(work), deadline).getFirst(), deadline);
            return result;
        }
    }

    private static float[][] rows(List<CompletableFuture<Object>> results, Deadline deadline) {
        float[][] rows = new float[results.size()][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = (float[]) Waiting.result(results.get(row), deadline);
        }
        return rows;
    }

    /// Number of items that wait.
    public int length(Kind kind) {
        lock.lock();
        try {
            return waiting(kind).size();
        } finally {
            lock.unlock();
        }
    }

    private ArrayDeque<Item> waiting(Kind kind) {
        return Objects.requireNonNull(waiting.get(kind));
    }

    private void release(Kind kind, int count) {
        if (count > 0) {
            lock.lock();
            try {
                reserved.merge(kind, -count, Integer::sum);
            } finally {
                lock.unlock();
            }
        }
    }

    private void run() {
        while (true) {
            List<Item> batch;
            try {
                batch = next();
            } catch (InterruptedException e) {
                continue; // only closing ends the thread
            }
            if (batch.isEmpty()) {
                return;
            }
            try {
                process(batch);
            } catch (Throwable e) { // the next batch is another one's
                LOG.error("a batch failed", e);
                batch.forEach(item -> item.result().completeExceptionally(e));
            } finally {
                release(batch.getFirst().kind(), batch.size());
            }
        }
    }

    // Empty after closing, when no item waits.
    private List<Item> next() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                Item first = oldest();
                if (first == null) {
                    if (closed) {
                        return List.of();
                    }
                    changed.await();
                    continue;
                }
                ArrayDeque<Item> queue = waiting(first.kind());
                int most = first.kind() == Kind.CALL ? 1 : settings.batch();
                long wait = first.enqueued() + settings.delayNanos() - System.nanoTime();
                if (queue.size() < most && wait > 0 && !closed) {
                    changed.awaitNanos(wait);
                    continue;
                }
                List<Item> batch = new ArrayList<>(Math.min(most, queue.size()));
                while (batch.size() < most && !queue.isEmpty()) {
                    batch.add(queue.remove());
                }
                return batch;
            }
        } finally {
            lock.unlock();
        }
    }

    // The item that has waited longest, or null; the lock is held.
    private @Nullable Item oldest() {
        Item oldest = null;
        for (ArrayDeque<Item> queue : waiting.values()) {
            Item first = queue.peek();
            if (first != null && (oldest == null || first.enqueued() < oldest.enqueued())) {
                oldest = first;
            }
        }
        return oldest;
    }

    private void process(List<Item> batch) {
        Kind kind = batch.getFirst().kind();
        long start = System.nanoTime();
        List<Item> live = new ArrayList<>(batch.size());
        for (Item item : batch) {
            listener.waited(kind, start - item.enqueued());
            if (item.deadline().isPassed() || item.result().isCancelled()) {
                listener.expired(kind);
                item.result().completeExceptionally(item.deadline().passed());
            } else {
                live.add(item);
            }
        }
        if (live.isEmpty()) {
            return;
        }
        compute(kind, live);
        long nanos = System.nanoTime() - start;
        listener.ran(kind, live.size(), nanos);
        lock.lock();
        try {
            double each = (double) nanos / live.size();
            nanosPerItem.merge(kind, each, (old, now) -> old == 0 ? now : SMOOTHING * old + (1 - SMOOTHING) * now);
        } finally {
            lock.unlock();
        }
    }

    private void compute(Kind kind, List<Item> items) {
        try {
            List<?> results = results(kind, items.stream().map(Item::input).toList());
            for (int i = 0; i < results.size(); i++) {
                items.get(i).result().complete(results.get(i));
            }
        } catch (RuntimeException e) {
            if (items.size() == 1) {
                items.getFirst().result().completeExceptionally(e);
            } else { // one input must not fail the requests of others
                items.forEach(item -> compute(kind, List.of(item)));
            }
        }
    }

    @SuppressWarnings("unchecked") // the inputs of one kind
    private List<?> results(Kind kind, List<Object> inputs) {
        return switch (kind) {
            case TEXT -> List.of(model.embedTexts((List<String>) (List<?>) inputs));
            case IMAGE -> List.of(model.embedPrepared((List<PreparedImage>) (List<?>) inputs));
            case CALL -> List.of(((Supplier<Object>) inputs.getFirst()).get());
        };
    }

    /// Answers the items that wait, then ends. Later reservations are refused.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        WorkerThreads.join(List.of(thread));
    }
}
