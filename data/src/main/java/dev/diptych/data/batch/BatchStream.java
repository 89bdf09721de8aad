package dev.diptych.data.batch;

import dev.diptych.data.SkippedImages;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// Batches made by several threads ahead of the step that takes them, handed out in order and the same whatever the
/// number of threads.
///
/// Images that cannot be read are left out of their batch, with their captions, and noted; a batch that has no image
/// left does not come at all. A stream belongs to one thread, which closes it; closing ends its threads.
///
/// @param <B> what a batch is: [Batch], [ImageBatch] or [TextBatch]
public final class BatchStream<B> implements Iterator<B>, AutoCloseable {

    /// A batch, if any of its images could be read, and the images that could not.
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
    /// @throws dev.diptych.base.InvalidInputException if more than the permitted share of the images is
    ///     unreadable
    /// @throws java.util.concurrent.CancellationException if the calling thread is interrupted as it waits; its
    ///     flag stays set
    @Override
    public boolean hasNext() {
        while (next == null && pipeline.hasNext()) {
            Loaded<B> loaded = pipeline.next();
            skipped.add(loaded.skipped());
            next = loaded.batch();
        }
        return next != null;
    }

    /// The next batch; the caller closes it when its pixels have been used. Throws what [#hasNext] throws, and whatever
    /// a loader thread threw when it made this batch.
    @Override
    public B next() {
        B batch = hasNext() ? next : null;
        if (batch == null) {
            throw new NoSuchElementException();
        }
        next = null;
        return batch;
    }

    /// Interrupts the loader threads and waits for their end; batches not taken are dropped.
    @Override
    public void close() {
        pipeline.close();
    }
}
