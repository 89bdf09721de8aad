package dev.diptych.train;

import dev.diptych.data.ContentDigest;
import dev.diptych.data.RowKind;
import dev.diptych.data.TextPreparation;
import dev.diptych.data.TextRows;
import dev.diptych.data.features.CachedTexts;
import dev.diptych.data.features.FeatureLayout;
import dev.diptych.data.features.FeatureType;
import dev.diptych.data.features.FeatureWriter;
import dev.diptych.model.TextInput;
import dev.diptych.model.TextTower;
import dev.diptych.text.TokenBatch;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.bytedeco.pytorch.Tensor;

/// What the frozen part of a text tower makes of texts, computed once for each distinct text.
///
/// @param kind states of all tokens, or the pooled vector of a tower that is frozen as a whole
record FrozenText(TextTower tower, RowKind kind, TextPreparation preparation, Precision precision, FeatureType type) {

    // Always the same, so that rows computed in one go or in several are equal bit for bit.
    private static final int BATCH = 128;

    /// The texts' features, from the cache or computed into it; empty where that cannot be.
    Optional<TextRows> rows(List<String> texts, FeatureCache cache, SharedRows shared) {
        byte[] frozen = frozen();
        return shared.texts(texts, preparation, HexFormat.of().formatHex(frozen), () -> rows(texts, frozen, cache));
    }

    private Optional<TextRows> rows(List<String> texts, byte[] frozen, FeatureCache cache) {
        Map<String, Integer> rowOfText = new LinkedHashMap<>();
        texts.forEach(text -> rowOfText.putIfAbsent(text, rowOfText.size()));
        List<String> distinct = List.copyOf(rowOfText.keySet());
        String content = "frozen text (%s) of %,d texts".formatted(FrozenPart.of(tower.depth(), kind), distinct.size());
        return cache.obtain("text", content, layout(frozen, distinct), (writer, stop) -> fill(distinct, writer, stop))
                .map(file -> new CachedTexts(file, kind, rowOfText));
    }

    // A digest of all that rows depend on but the texts' tokens.
    private byte[] frozen() {
        ContentDigest digest = new ContentDigest()
                .text("text " + FrozenPart.of(tower.depth(), kind))
                .text(tower.config().withDropout(0).toString())
                .text(precision.name())
                .text(type.name());
        FrozenPart.digest(tower.parameters(), digest);
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
                counts[from + row] = kind == RowKind.POOLED ? 1 : count;
            }
        }
        return new FeatureLayout(digest.bytes(), tower.config().hiddenSize(), counts, type);
    }

    private void fill(List<String> texts, FeatureWriter writer, BooleanSupplier stop) throws IOException {
        writer.goBackTo(writer.row() / BATCH * BATCH);
        while (writer.row() < texts.size() && !stop.getAsBoolean()) {
            TokenBatch batch = batch(texts, writer.row());
            float[] values = encode(batch); // [K, D] or [M, D]
            int width = tower.config().hiddenSize();
            int position = 0;
            for (int row = 0; row < batch.size(); row++) {
                int size = (kind == RowKind.POOLED ? 1 : tokens(batch, row)) * width;
                writer.write(FloatBuffer.wrap(values, position, size).slice());
                position += size;
            }
        }
    }

    private float[] encode(TokenBatch batch) {
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled();
                var _ = precision.enter()) {
            TextInput.Tokens tokens = TextInput.Tokens.of(
                    Tensors.of(batch.ids(), batch.size(), batch.length()),
                    Tensors.of(batch.mask(), batch.size(), batch.length()));
            Tensor features = kind == RowKind.POOLED ? tower.pooled(tokens, false) : tower.trunk(tokens);
            return Tensors.floats(features);
        }
    }

    private TokenBatch batch(List<String> texts, int from) {
        return preparation.batch(texts.subList(from, Math.min(texts.size(), from + BATCH)));
    }

    private static int tokens(TokenBatch batch, int row) {
        int count = 0;
        for (int place = row * batch.length(); place < (row + 1) * batch.length(); place++) {
            count += (int) batch.mask()[place];
        }
        return count;
    }
}
