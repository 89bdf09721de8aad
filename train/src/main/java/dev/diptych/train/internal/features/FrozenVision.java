package dev.diptych.train.internal.features;

import dev.diptych.base.ContentDigest;
import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.EvaluationLoader;
import dev.diptych.data.batch.ImagePreparation;
import dev.diptych.data.batch.ImageRows;
import dev.diptych.data.batch.InputStage;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.batch.ModelInput;
import dev.diptych.data.batch.TextPreparation;
import dev.diptych.data.features.CachedImages;
import dev.diptych.data.features.FeatureLayout;
import dev.diptych.data.features.FeatureType;
import dev.diptych.data.features.FeatureWriter;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.VisionEncoder;
import dev.diptych.model.embed.EmbeddingEngine;
import dev.diptych.model.embed.EncoderOutput;
import dev.diptych.model.embed.FeatureFileSink;
import dev.diptych.torch.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Features of the frozen prefix of an image encoder, computed once for each distinct image and view.
///
/// @param stage states of all tokens, or the pooled vector of a completely frozen encoder
/// @param preparation preprocessing of the images; with augmentation, there are several views
/// @param key random key of the views
public record FrozenVision(
        DualEncoder encoder,
        InputStage stage,
        ImagePreparation preparation,
        int views,
        RandomKey key,
        Precision precision,
        FeatureType type,
        LoaderSettings loading,
        TextPreparation tokens) {

    // Constant, so that rows are equal bit for bit whether they are computed in one process or several.
    private static final int BATCH = 64;

    private VisionEncoder imageEncoder() {
        return encoder.vision();
    }

    /// The features of the images, read from the cache or computed; empty if they cannot be stored.
    public Optional<ImageRows> rows(Pairs pairs, FeatureCache cache, SharedRows shared) {
        byte[] frozen = frozen();
        return shared.images(pairs, HexFormat.of().formatHex(frozen), () -> rows(pairs, frozen, cache));
    }

    private Optional<ImageRows> rows(Pairs pairs, byte[] frozen, FeatureCache cache) {
        return cache.digests(pairs, loading.threads()).flatMap(digests -> rows(pairs, frozen, digests, cache));
    }

    // The row of an unreadable image is marked.
    private Optional<ImageRows> rows(Pairs pairs, byte[] frozen, byte[][] digests, FeatureCache cache) {
        int[] rowOfImage = new int[digests.length];
        int[] first = distinct(digests, rowOfImage); // the representative image of each row of a view
        FeatureLayout layout = layout(frozen, digests, first);
        String content = "frozen image encoder (%s) of %,d images%s"
                .formatted(
                        FrozenPart.of(imageEncoder().depth(), stage),
                        first.length,
                        views == 1 ? "" : ", " + views + " views");
        return cache.obtain("vision", content, layout, (writer, work) -> fill(pairs.select(first), writer, work))
                .map(file -> new CachedImages(pairs, file, stage, rowOfImage, views));
    }

    // A digest of everything that rows depend on except the images.
    private byte[] frozen() {
        ContentDigest digest = new ContentDigest()
                .text("vision " + FrozenPart.of(imageEncoder().depth(), stage))
                .text(imageEncoder().config().toString())
                .text(preparation.toString())
                .text(precision.name())
                .text(type.name());
        if (preparation.augmentation() != null) {
            digest.number(views).text(key.toString());
        }
        FrozenPart.digest(imageEncoder().parameters(), digest);
        return digest.bytes();
    }

    private FeatureLayout layout(byte[] frozen, byte[][] digests, int[] images) {
        ContentDigest digest = new ContentDigest().bytes(ByteBuffer.wrap(frozen));
        for (int image : images) {
            digest.bytes(ByteBuffer.wrap(digests[image]));
        }
        int[] counts = new int[images.length * views];
        Arrays.fill(
                counts, stage == InputStage.POOLED ? 1 : imageEncoder().config().tokens());
        return new FeatureLayout(digest.bytes(), imageEncoder().config().hiddenSize(), counts, type);
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

    private void fill(Pairs distinct, FeatureWriter writer, FeatureCache.Work work) throws IOException {
        int images = distinct.images().size();
        ModelInput input = ModelInput.plain(distinct, preparation, tokens, 0);
        EncoderOutput output = stage == InputStage.POOLED ? EncoderOutput.POOLED : EncoderOutput.FROZEN_STATES;
        boolean goesOn = true;
        for (int view = writer.row() / images; view < views && goesOn; view++) {
            String stage = "frozen image encoder" + (views == 1 ? "" : ", view %d of %d".formatted(view + 1, views));
            var engine =
                    new EmbeddingEngine(encoder, BATCH, loading, precision, work.named(stage), work.stopRequested());
            EvaluationLoader loader = new EvaluationLoader(distinct, input, loading, key.with(view));
            try {
                goesOn = engine.images(
                                loader, images, EnumSet.of(output), new FeatureFileSink(writer, output, view * images))
                        .complete();
            } catch (UncheckedIOException full) {
                throw full.getCause();
            }
        }
    }
}
