package dev.diptych.spark;

import dev.diptych.Diptych;
import dev.diptych.data.ImageSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/// Embeds the rows of a partition, a block of them at a time.
///
/// @param images null for none
/// @param text number of the column of texts, or [#NONE]
/// @param rows maximum number of rows of a block
record RowEmbedder(String model, @Nullable ImageCell images, int text, int rows)
        implements MapPartitionsFunction<Row, Row> {

    static final int NONE = -1;

    private static final long BLOCK_BYTES = 64L << 20;

    /// Vector or reason; one of the two is null.
    private record Outcome(
            float @Nullable [] vector, @Nullable String error) {}

    @Override
    public Iterator<Row> call(Iterator<Row> input) {
        Diptych loaded = ExecutorModel.get(model);
        Queue<Row> output = new ArrayDeque<>();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                if (output.isEmpty() && input.hasNext()) {
                    embed(input, loaded, output);
                }
                return !output.isEmpty();
            }

            @Override
            public Row next() {
                if (!hasNext()) {
                    throw new java.util.NoSuchElementException();
                }
                return output.remove();
            }
        };
    }

    private void embed(Iterator<Row> input, Diptych loaded, Queue<Row> output) {
        List<Row> block = new ArrayList<>();
        List<Outcome> vision = new ArrayList<>(); // null where an image waits for its vector
        List<ImageSource> sources = new ArrayList<>();
        List<Integer> rowOfSource = new ArrayList<>();
        long bytes = 0;
        while (input.hasNext() && block.size() < rows && bytes < BLOCK_BYTES) {
            List<Row> some = new ArrayList<>();
            int most = images == null ? 1 : Math.min(images.together(), rows - block.size());
            while (input.hasNext() && some.size() < most) {
                some.add(input.next());
            }
            for (ImageCell.Content content : images == null ? List.<ImageCell.Content>of() : images.read(some)) {
                switch (content) {
                    case ImageCell.Content.Bytes(byte[] encoded) -> {
                        bytes += encoded.length;
                        rowOfSource.add(vision.size());
                        sources.add(ImageSource.of(encoded));
                        vision.add(new Outcome(null, null));
                    }
                    case ImageCell.Content.Missing(String reason) -> vision.add(new Outcome(null, reason));
                }
            }
            block.addAll(some);
        }
        embedImages(loaded, sources, rowOfSource, vision);
        List<Outcome> texts = embedTexts(loaded, block);
        for (int i = 0; i < block.size(); i++) {
            output.add(row(block.get(i), images == null ? null : vision.get(i), text == NONE ? null : texts.get(i)));
        }
    }

    private static void embedImages(
            Diptych loaded, List<ImageSource> sources, List<Integer> rowOfSource, List<Outcome> outcomes) {
        String[] errors = new String[sources.size()];
        float[][] vectors = loaded.embed(sources, (index, reason) -> errors[index] = reason.reason());
        for (int i = 0; i < vectors.length; i++) {
            outcomes.set(
                    rowOfSource.get(i),
                    errors[i] == null ? new Outcome(vectors[i], null) : new Outcome(null, errors[i]));
        }
    }

    private List<Outcome> embedTexts(Diptych loaded, List<Row> block) {
        if (text == NONE) {
            return List.of();
        }
        Function<Row, @Nullable String> error =
                row -> row.isNullAt(text) ? "it is null" : row.getString(text).isBlank() ? "it is empty" : null;
        List<String> texts = block.stream()
                .filter(row -> error.apply(row) == null)
                .map(row -> row.getString(text))
                .toList();
        Iterator<float[]> vectors = List.of(loaded.embedTexts(texts)).iterator();
        List<Outcome> outcomes = new ArrayList<>(block.size());
        for (Row row : block) {
            String reason = error.apply(row);
            outcomes.add(new Outcome(reason == null ? vectors.next() : null, reason));
        }
        return outcomes;
    }

    private static Row row(Row row, @Nullable Outcome vision, @Nullable Outcome text) {
        List<@Nullable Object> values = new ArrayList<>(row.size() + 4);
        for (int i = 0; i < row.size(); i++) {
            values.add(row.get(i));
        }
        for (Outcome outcome : new @Nullable Outcome[] {vision, text}) {
            if (outcome != null) {
                values.add(outcome.vector());
                values.add(outcome.error());
            }
        }
        return RowFactory.create(values.toArray());
    }
}
