package dev.diptych.data.features;

import dev.diptych.data.batch.FloatBatch;
import dev.diptych.data.batch.FloatPool;
import dev.diptych.data.batch.InputStage;
import dev.diptych.data.batch.TextRows;
import dev.diptych.text.TokenBatch;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Features of texts, from a file.
public final class CachedTexts implements TextRows {

    private final FeatureFile file;
    private final InputStage stage;
    private final Map<String, Integer> rowOfText;
    private final FloatPool pool = new FloatPool();

    /// @param stage whether a row contains a state per token or one pooled vector
    /// @param rowOfText row of each text in the file
    public CachedTexts(FeatureFile file, InputStage stage, Map<String, Integer> rowOfText) {
        this.file = file;
        this.stage = stage;
        this.rowOfText = Map.copyOf(rowOfText);
    }

    @Override
    public @Nullable FloatBatch rows(List<String> texts, TokenBatch tokens) {
        int[] rows = new int[texts.size()];
        int size = 0; // K or M
        for (int i = 0; i < rows.length; i++) {
            Integer row = rowOfText.get(texts.get(i));
            if (row == null) {
                return null;
            }
            rows[i] = row;
            size += file.layout().tokens()[row];
        }
        FloatBatch batch = pool.batch(stage, size, file.layout().width()); // [K, D] or [M, D]
        FloatBuffer target = batch.buffer();
        int position = 0;
        for (int row : rows) {
            file.read(row, target.slice(position, file.layout().size(row)));
            position += file.layout().size(row);
        }
        return batch;
    }
}
