package dev.diptych;

import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.SkippedImages;
import dev.diptych.index.embeddings.EmbeddingRow;
import dev.diptych.index.embeddings.EmbeddingSetWriter;
import dev.diptych.index.embeddings.UnreadableItem;
import dev.diptych.model.embed.EmbeddingSink;
import dev.diptych.model.embed.EncodedBatch;
import dev.diptych.model.embed.EncoderOutput;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Writes embeddings as parts of whole batches.
final class EmbeddingPartSink implements EmbeddingSink {

    private final EmbeddingSetWriter set;
    private final Items items;
    private final int batch;
    private final int partItems;
    private final int width;
    private IntStream.Builder missing = IntStream.builder();
    private int next; // item after the last one that was received or is missing
    private int reached; // end of the last batch

    /// @param batch number of items per batch
    /// @param partItems a multiple of `batch`
    /// @param width number of leading components to keep
    EmbeddingPartSink(EmbeddingSetWriter set, Items items, int batch, int partItems, int width) {
        this.set = set;
        this.items = items;
        this.batch = batch;
        this.partItems = partItems;
        this.width = width;
    }

    /// The images or captions of a data set.
    sealed interface Items {

        int count();

        EmbeddingRow row(int item, float[] vector);

        /// Describes items without a row.
        List<UnreadableItem> unreadable(int[] missing);

        /// The share of the items, 0 to 1, that may have no row.
        double unreadableShare();
    }

    /// @param skipped images that the loader could not read
    record Images(Pairs pairs, SkippedImages skipped, double unreadableShare) implements Items {

        @Override
        public int count() {
            return pairs.images().size();
        }

        @Override
        public EmbeddingRow row(int item, float[] vector) {
            List<String> captions =
                    Arrays.stream(pairs.captionsOf(item)).mapToObj(pairs::text).toList();
            return new EmbeddingRow(
                    item,
                    pairs.image(item).name(),
                    vector,
                    captions,
                    pairs.image(item).metadata());
        }

        @Override
        public List<UnreadableItem> unreadable(int[] missing) {
            Map<String, String> reasons = new HashMap<>();
            if (missing.length > 0) {
                skipped.list().forEach(each -> reasons.put(each.name(), each.reason()));
            }
            return Arrays.stream(missing)
                    .mapToObj(item -> pairs.image(item).name())
                    .map(name -> new UnreadableItem(name, reasons.getOrDefault(name, "it cannot be read")))
                    .toList();
        }
    }

    record Captions(Pairs pairs) implements Items {

        @Override
        public int count() {
            return pairs.captions().size();
        }

        @Override
        public EmbeddingRow row(int item, float[] vector) {
            ImageItem image = pairs.image(pairs.captions().get(item).image());
            return new EmbeddingRow(item, image.name(), vector, List.of(pairs.text(item)), image.metadata());
        }

        @Override
        public List<UnreadableItem> unreadable(int[] missing) {
            return List.of(); // every text can be read
        }

        @Override
        public double unreadableShare() {
            return 0;
        }
    }

    @Override
    public int resumeFrom(int batchOfEngine) {
        next = Math.toIntExact(set.committed().covered());
        reached = next;
        missing = IntStream.builder();
        return next;
    }

    @Override
    public void accept(EncodedBatch encoded, TensorScope scope) {
        int[] received = encoded.items();
        float[] values = Tensors.floats(encoded.output(EncoderOutput.EMBEDDING)); // [B, P]
        int all = values.length / received.length;
        for (int i = 0; i < received.length; i++) {
            skipTo(received[i]);
            set.write(items.row(received[i], vector(values, i * all, all)));
            next++;
        }
        reached = Math.min(items.count(), (received[0] / batch + 1) * batch);
        if (reached - set.committed().covered() >= partItems) {
            commit();
        }
    }

    // The leading components of a row of `all`, of length 1 again.
    private float[] vector(float[] values, int from, int all) {
        float[] vector = Arrays.copyOfRange(values, from, from + width);
        return width == all ? vector : Vectors.normalised(vector);
    }

    private void skipTo(int item) {
        while (next < item) {
            missing.add(next++);
        }
    }

    private void commit() {
        skipTo(reached);
        List<UnreadableItem> unreadable = items.unreadable(missing.build().toArray());
        missing = IntStream.builder();
        set.requireReadable(items.unreadableShare(), unreadable);
        set.commit(reached, unreadable);
    }

    @Override
    public void finish(int total) {
        reached = total;
        if (set.committed().covered() < total) {
            commit();
        }
    }

    /// Writes what was received after the last part, when the engine has ended.
    ///
    /// @param complete whether it has encoded all items
    /// @return `complete`
    boolean end(boolean complete) {
        if (!complete && reached > set.committed().covered()) {
            commit();
        }
        return complete;
    }
}
