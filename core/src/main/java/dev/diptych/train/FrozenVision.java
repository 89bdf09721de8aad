package dev.diptych.train;

import dev.diptych.data.BatchStream;
import dev.diptych.data.ContentDigest;
import dev.diptych.data.EvaluationLoader;
import dev.diptych.data.ImageBatch;
import dev.diptych.data.ImagePreparation;
import dev.diptych.data.ImageRows;
import dev.diptych.data.LoaderSettings;
import dev.diptych.data.ModelInput;
import dev.diptych.data.Pairs;
import dev.diptych.data.RowKind;
import dev.diptych.data.TextPreparation;
import dev.diptych.data.features.CachedImages;
import dev.diptych.data.features.FeatureLayout;
import dev.diptych.data.features.FeatureType;
import dev.diptych.data.features.FeatureWriter;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.model.ImageInput;
import dev.diptych.model.VisionTower;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Precision;
import dev.diptych.torch.RandomKey;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// What the frozen part of a vision tower makes of a data set's images, computed once for each distinct image and view.
///
/// @param kind states of all tokens, or the pooled vector of a tower that is frozen as a whole
/// @param preparation of the images; with augmentation there are several views
/// @param key of the views' random numbers
record FrozenVision(
        VisionTower tower,
        RowKind kind,
        ImagePreparation preparation,
        int views,
        RandomKey key,
        Precision precision,
        FeatureType type,
        LoaderSettings loading,
        TextPreparation tokens) {

    // Always the same, so that rows computed in one go or in several are equal bit for bit.
    private static final int BATCH = 64;

    /// The images' features, from the cache or computed into it; empty where that cannot be.
    Optional<ImageRows> rows(Pairs pairs, FeatureCache cache, SharedRows shared) {
        byte[] frozen = frozen();
        return shared.images(pairs, HexFormat.of().formatHex(frozen), () -> rows(pairs, frozen, cache));
    }

    private Optional<ImageRows> rows(Pairs pairs, byte[] frozen, FeatureCache cache) {
        byte[][] digests = digests(pairs); // [N]
        int[] rowOfImage = new int[digests.length];
        int[] first = distinct(digests, rowOfImage); // the image that stands for each row of a view
        FeatureLayout layout = layout(frozen, digests, first);
        String content = "frozen vision (%s) of %,d images%s"
                .formatted(FrozenPart.of(tower.depth(), kind), first.length, views == 1 ? "" : ", " + views + " views");
        return cache.obtain("vision", content, layout, (writer, stop) -> fill(pairs.select(first), writer, stop))
                .map(file -> new CachedImages(pairs, file, kind, rowOfImage, views));
    }

    // A digest of all that rows depend on but the images.
    private byte[] frozen() {
        ContentDigest digest = new ContentDigest()
                .text("vision " + FrozenPart.of(tower.depth(), kind))
                .text(tower.config().toString())
                .text(preparation.toString())
                .text(precision.name())
                .text(type.name());
        if (preparation.augmentation() != null) {
            digest.number(views).text(key.toString());
        }
        FrozenPart.digest(tower.parameters(), digest);
        return digest.bytes();
    }

    private FeatureLayout layout(byte[] frozen, byte[][] digests, int[] images) {
        ContentDigest digest = new ContentDigest().bytes(ByteBuffer.wrap(frozen));
        for (int image : images) {
            digest.bytes(ByteBuffer.wrap(digests[image]));
        }
        int[] counts = new int[images.length * views];
        Arrays.fill(counts, kind == RowKind.POOLED ? 1 : tower.config().tokens());
        return new FeatureLayout(digest.bytes(), tower.config().hiddenSize(), counts, type);
    }

    private static byte[][] digests(Pairs pairs) {
        byte[][] digests = new byte[pairs.images().size()][];
        IntStream.range(0, digests.length).parallel().forEach(image -> digests[image] = digestOf(pairs, image));
        return digests;
    }

    private static int[] distinct(byte[][] digests, int[] rowOfImage) {
        Map<ByteBuffer, Integer> rows = new LinkedHashMap<>();
        IntStream.Builder first = IntStream.builder();
        for (int image = 0; image < rowOfImage.length; image++) {
            ByteBuffer digest = ByteBuffer.wrap(digests[image]);
            Integer row = rows.get(digest);
            if (row == null) {
                row = rows.size();
                rows.put(digest, row);
                first.add(image);
            }
            rowOfImage[image] = row;
        }
        return first.build().toArray();
    }

    // An image that cannot be read has a row that says so.
    private static byte[] digestOf(Pairs pairs, int image) {
        try {
            return pairs.image(image).source().digest();
        } catch (UnreadableImageException unreadable) {
            return new ContentDigest()
                    .text(pairs.image(image).name())
                    .text(unreadable.reason())
                    .bytes();
        }
    }

    private void fill(Pairs distinct, FeatureWriter writer, BooleanSupplier stop) throws IOException {
        int images = distinct.images().size();
        ModelInput input = ModelInput.plain(distinct, preparation, tokens, 0);
        for (int view = writer.row() / images; view < views; view++) {
            int from = (writer.row() - view * images) / BATCH * BATCH;
            writer.goBackTo(view * images + from);
            EvaluationLoader loader = new EvaluationLoader(distinct, input, loading, key.with(view));
            try (BatchStream<ImageBatch> stream = loader.images(BATCH, from)) {
                while (stream.hasNext()) {
                    if (stop.getAsBoolean()) {
                        return;
                    }
                    try (ImageBatch batch = stream.next()) {
                        write(batch, view * images, writer);
                    }
                }
            }
            skipTo((view + 1) * images, writer);
        }
    }

    private void write(ImageBatch batch, int firstRow, FeatureWriter writer) throws IOException {
        float[] values = encode(batch);
        int size = values.length / batch.images().length;
        for (int i = 0; i < batch.images().length; i++) {
            skipTo(firstRow + batch.images()[i], writer);
            writer.write(FloatBuffer.wrap(values, i * size, size).slice());
        }
    }

    // Images that are missing from the stream could not be read.
    private static void skipTo(int row, FeatureWriter writer) throws IOException {
        while (writer.row() < row) {
            writer.write(null);
        }
    }

    private float[] encode(ImageBatch batch) {
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled();
                var _ = precision.enter()) {
            var pixels = (ImageInput.Pixels) ImageInput.of(batch.rows());
            Tensor features = kind == RowKind.POOLED ? tower.pooled(pixels) : tower.trunk(pixels);
            return Tensors.floats(features);
        }
    }
}
