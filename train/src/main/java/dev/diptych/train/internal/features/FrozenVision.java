package dev.diptych.train.internal.features;

import dev.diptych.base.ContentDigest;
import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.EvaluationLoader;
import dev.diptych.data.batch.ImagePreparation;
import dev.diptych.data.batch.ImageRows;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.batch.ModelInput;
import dev.diptych.data.batch.RowKind;
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

/// What the frozen part of a vision tower makes of a data set's images, computed once for each distinct image and view.
///
/// @param kind states of all tokens, or the pooled vector of a tower that is frozen as a whole
/// @param preparation of the images; with augmentation there are several views
/// @param key of the views' random numbers
public record FrozenVision(
        DualEncoder encoder,
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

    private VisionEncoder tower() {
        return encoder.vision();
    }

    /// The images' features, from the cache or computed into it; empty where that cannot be.
    public Optional<ImageRows> rows(Pairs pairs, FeatureCache cache, SharedRows shared) {
        byte[] frozen = frozen();
        return shared.images(pairs, HexFormat.of().formatHex(frozen), () -> rows(pairs, frozen, cache));
    }

    private Optional<ImageRows> rows(Pairs pairs, byte[] frozen, FeatureCache cache) {
        return cache.digests(pairs, loading.threads()).flatMap(digests -> rows(pairs, frozen, digests, cache));
    }

    // An image that cannot be read has a row that says so.
    private Optional<ImageRows> rows(Pairs pairs, byte[] frozen, byte[][] digests, FeatureCache cache) {
        int[] rowOfImage = new int[digests.length];
        int[] first = distinct(digests, rowOfImage); // the image that stands for each row of a view
        FeatureLayout layout = layout(frozen, digests, first);
        String content = "frozen vision (%s) of %,d images%s"
                .formatted(
                        FrozenPart.of(tower().depth(), kind), first.length, views == 1 ? "" : ", " + views + " views");
        return cache.obtain("vision", content, layout, (writer, work) -> fill(pairs.select(first), writer, work))
                .map(file -> new CachedImages(pairs, file, kind, rowOfImage, views));
    }

    // A digest of all that rows depend on but the images.
    private byte[] frozen() {
        ContentDigest digest = new ContentDigest()
                .text("vision " + FrozenPart.of(tower().depth(), kind))
                .text(tower().config().toString())
                .text(preparation.toString())
                .text(precision.name())
                .text(type.name());
        if (preparation.augmentation() != null) {
            digest.number(views).text(key.toString());
        }
        FrozenPart.digest(tower().parameters(), digest);
        return digest.bytes();
    }

    private FeatureLayout layout(byte[] frozen, byte[][] digests, int[] images) {
        ContentDigest digest = new ContentDigest().bytes(ByteBuffer.wrap(frozen));
        for (int image : images) {
            digest.bytes(ByteBuffer.wrap(digests[image]));
        }
        int[] counts = new int[images.length * views];
        Arrays.fill(counts, kind == RowKind.POOLED ? 1 : tower().config().tokens());
        return new FeatureLayout(digest.bytes(), tower().config().hiddenSize(), counts, type);
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
        EncoderOutput output = kind == RowKind.POOLED ? EncoderOutput.POOLED : EncoderOutput.FROZEN_STATES;
        boolean goesOn = true;
        for (int view = writer.row() / images; view < views && goesOn; view++) {
            String stage = "frozen vision" + (views == 1 ? "" : ", view %d of %d".formatted(view + 1, views));
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
