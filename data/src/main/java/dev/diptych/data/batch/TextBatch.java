package dev.diptych.data.batch;

import dev.diptych.text.TokenBatch;
import org.jspecify.annotations.Nullable;

/// M consecutive texts of a longer list.
///
/// @param first index of the batch's first text in the list
/// @param tokens [M, T]
/// @param rows features of the texts if known; released when the batch is closed
public record TextBatch(
        int first, TokenBatch tokens, @Nullable FloatBatch rows) implements AutoCloseable {

    @Override
    public void close() {
        if (rows != null) {
            rows.close();
        }
    }
}
