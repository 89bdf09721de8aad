package dev.diptych.data.batch;

import dev.diptych.data.SkippedImages;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// Batches that several threads prepare in advance; their order and contents do not depend on the number of threads.
///
/// Unreadable images are skipped with their captions and recorded; a batch without a readable image is skipped. A
/// stream is confined to one thread, which closes it; closing ends its threads.
///
/// @param <B> type of the batches: [Batch], [ImageBatch] or [TextBatch]
public final class BatchStream<B> implements Iterator<B>, AutoCloseable {

    /// A batch, if any of its images could be read, and the unreadable images.
    record Loaded<B>(@Nullable B batch, List<SkippedImages.Skipped> skipped) {}

    private final OrderedPipeline<Loaded<B>> pipeline;
    private final SkippedImages skipped;
    private @Nullable B next;

    BatchStream(OrderedPipeline<Loaded<B>> pipeline, SkippedImages skipped) {
        this.pipeline = pipeline;
        this.skipped = skipped;
    }

    /// Whether there is another batch; may wait for it.
    ///
    /// @throws dev.diptych.base.InvalidInputException if the share of unreadable images exceeds the tolerance
    /// @throws java.util.concurrent.CancellationException if the calling thread is interrupted while waiting; its
    ///     interrupt flag remains set
    @Override
    public boolean hasNext() {
        while (next == null && pipeline.hasNext()) {
            Loaded<B> loaded = pipeline.next();
            skipped.add(loaded.skipped());
            next = loaded.batch();
        }
        return next != null;
    }

    /// Returns the next batch, which the caller closes after using its pixels. Throws the exceptions of
    /// [#hasNext] and of the loader thread that prepared this batch.
    @Override
    public B next() {
        B batch = hasNext() ? next : null;
        if (batch == null) {
            throw new NoSuchElementException();
        }
        next = null;
        return batch;
    }

    /// Interrupts the loader threads and waits until they end; remaining batches are discarded.
    @Override
    public void close() {
        pipeline.close();
    }
}
