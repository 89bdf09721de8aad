package dev.diptych.train.internal.features;

import dev.diptych.base.ContentDigest;
import dev.diptych.data.batch.InputStage;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.batch.TextPreparation;
import dev.diptych.data.batch.TextRows;
import dev.diptych.data.features.CachedTexts;
import dev.diptych.data.features.FeatureLayout;
import dev.diptych.data.features.FeatureType;
import dev.diptych.data.features.FeatureWriter;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.TextEncoder;
import dev.diptych.model.embed.EmbeddingEngine;
import dev.diptych.model.embed.EncoderOutput;
import dev.diptych.model.embed.FeatureFileSink;
import dev.diptych.text.TokenBatch;
import dev.diptych.torch.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Features of the frozen prefix of a text encoder, computed once for each distinct text.
///
/// @param stage states of all tokens, or the pooled vector of a completely frozen encoder
public record FrozenText(
        DualEncoder encoder,
        InputStage stage,
        TextPreparation preparation,
        Precision precision,
        FeatureType type,
        LoaderSettings loading) {

    // Constant, so that rows are equal bit for bit whether they are computed in one process or several.
    private static final int BATCH = 128;

    private TextEncoder textEncoder() {
        return encoder.text();
    }

    /// The features of the texts, read from the cache or computed; empty if they cannot be stored.
    public Optional<TextRows> rows(List<String> texts, FeatureCache cache, SharedRows shared) {
        byte[] frozen = frozen();
        return shared.texts(texts, preparation, HexFormat.of().formatHex(frozen), () -> rows(texts, frozen, cache));
    }

    private Optional<TextRows> rows(List<String> texts, byte[] frozen, FeatureCache cache) {
        Map<String, Integer> rowOfText = new LinkedHashMap<>();
        texts.forEach(text -> rowOfText.putIfAbsent(text, rowOfText.size()));
        List<String> distinct = List.copyOf(rowOfText.keySet());
        String content = "frozen text encoder (%s) of %,d texts"
                .formatted(FrozenPart.of(textEncoder().depth(), stage), distinct.size());
        return cache.obtain("text", content, layout(frozen, distinct), (writer, work) -> fill(distinct, writer, work))
                .map(file -> new CachedTexts(file, stage, rowOfText));
    }

    // A digest of everything that rows depend on except the tokens of the texts.
    private byte[] frozen() {
        ContentDigest digest = new ContentDigest()
                .text("text " + FrozenPart.of(textEncoder().depth(), stage))
                .text(textEncoder().config().withDropout(0).toString())
                .text(precision.name())
                .text(type.name());
        FrozenPart.digest(textEncoder().parameters(), digest);
        return digest.bytes();
    }

    private FeatureLayout layout(byte[] frozen, List<String> texts) {
        ContentDigest digest = new ContentDigest().bytes(ByteBuffer.wrap(frozen));
        int[] counts = new int[texts.size()];
        for (int from = 0; from < texts.size(); from += BATCH) {
            TokenBatch batch = batch(texts, from);
            for (int row = 0; row < batch.size(); row++) {
                int count = 0;
                for (int place = row * batch.length(); place < (row + 1) * batch.length(); place++) {
                    if (batch.mask()[place] != 0) {
                        digest.number((int) batch.ids()[place]);
                        count++;
                    }
                }
                digest.number(-1);
                counts[from + row] = stage == InputStage.POOLED ? 1 : count;
            }
        }
        return new FeatureLayout(digest.bytes(), textEncoder().config().hiddenSize(), counts, type);
    }

    private void fill(List<String> texts, FeatureWriter writer, FeatureCache.Work work) throws IOException {
        EncoderOutput output = stage == InputStage.POOLED ? EncoderOutput.POOLED : EncoderOutput.FROZEN_STATES;
        var engine = new EmbeddingEngine(
                encoder, BATCH, loading, precision, work.named("frozen text encoder"), work.stopRequested());
        try {
            engine.texts(
                    "texts",
                    texts,
                    preparation,
                    TextRows.NONE,
                    EnumSet.of(output),
                    new FeatureFileSink(writer, output, 0));
        } catch (UncheckedIOException full) {
            throw full.getCause();
        }
    }

    private TokenBatch batch(List<String> texts, int from) {
        return preparation.batch(texts.subList(from, Math.min(texts.size(), from + BATCH)));
    }
}
