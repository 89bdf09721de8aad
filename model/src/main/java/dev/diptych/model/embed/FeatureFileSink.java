package dev.diptych.model.embed;

import dev.diptych.data.features.FeatureWriter;
import dev.diptych.text.TokenBatch;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/// Writes outputs to a range of a feature file, one row per item; resumes an incomplete one.
///
/// Each method throws an [UncheckedIOException] if the file cannot be written.
public final class FeatureFileSink implements EmbeddingSink {

    private final FeatureWriter writer;
    private final EncoderOutput output;
    private final int firstRow;

    /// @param output [EncoderOutput#POOLED] or [EncoderOutput#FROZEN_STATES]
    /// @param firstRow row of item 0; all earlier rows have been written
    public FeatureFileSink(FeatureWriter writer, EncoderOutput output, int firstRow) {
        this.writer = writer;
        this.output = output;
        this.firstRow = firstRow;
    }

    @Override
    public int resumeFrom(int batch) {
        int item = (writer.row() - firstRow) / batch * batch;
        try {
            writer.goBackTo(firstRow + item);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return item;
    }

    @Override
    public void accept(EncodedBatch batch, TensorScope scope) {
        float[] values = Tensors.floats(batch.output(output));
        int[] items = batch.items();
        int position = 0;
        for (int i = 0; i < items.length; i++) {
            int size = size(batch.tokens(), i, items.length, values.length);
            skipTo(items[i]);
            write(FloatBuffer.wrap(values, position, size).slice());
            position += size;
        }
    }

    @Override
    public void finish(int items) {
        skipTo(items);
    }

    // Values of row `row` of a batch.
    private int size(@Nullable TokenBatch tokens, int row, int rows, int all) {
        if (tokens == null || output == EncoderOutput.POOLED) {
            return all / rows;
        }
        int tokensOfBatch = 0;
        for (long one : tokens.mask()) {
            tokensOfBatch += (int) one;
        }
        int tokensOfRow = 0;
        for (int place = row * tokens.length(); place < (row + 1) * tokens.length(); place++) {
            tokensOfRow += (int) tokens.mask()[place];
        }
        return all / tokensOfBatch * tokensOfRow;
    }

    // Missing items could not be read.
    private void skipTo(int item) {
        while (writer.row() < firstRow + item) {
            write(null);
        }
    }

    private void write(@Nullable FloatBuffer values) {
        try {
            writer.write(values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
