package dev.diptych.data.batch;

import dev.diptych.text.TokenBatch;
import org.jspecify.annotations.Nullable;

/// M texts in a row of a longer list.
///
/// @param first the place of the batch's first text in the list
/// @param tokens [M, T]
/// @param rows features of the texts where they are known; given back when the batch is closed
public record TextBatch(
        int first, TokenBatch tokens, @Nullable FloatBatch rows) implements AutoCloseable {

    @Override
    public void close() {
        if (rows != null) {
            rows.close();
        }
    }
}
