package dev.diptych.spark;

import dev.diptych.data.ImageSource;
import dev.diptych.evaluate.audit.ImageStatistics;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.spark.internal.vectors.ArrayBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/// Inspects and encodes the pairs of a partition, some at a time. An image is decoded once, in
/// the first row that names it; of a decoded image, only statistics and the model's input remain.
///
/// @param image number, text number, whether the row is the first of its image, and caption, as
///     columns
/// @param texts whether captions are encoded
record PairVectors(String model, ImageCell pixels, int image, int text, int first, int caption, boolean texts)
        implements MapPartitionsFunction<Row, Row> {

    static final StructType SCHEMA = new StructType()
            .add("image", DataTypes.IntegerType, false)
            .add("text", DataTypes.IntegerType, false)
            .add("statistics", DataTypes.BinaryType, true)
            .add("pooled", DataTypes.BinaryType, true)
            .add("embedding", DataTypes.BinaryType, true)
            .add("text_pooled", DataTypes.BinaryType, true)
            .add("text_embedding", DataTypes.BinaryType, true);

    private static final int ROWS = 256;
    private static final int STATISTICS = 2;
    private static final int POOLED = 3;
    private static final int TEXT_POOLED = 5;

    @Override
    public Iterator<Row> call(Iterator<Row> input) {
        PairEncoder encoder = PairEncoder.get(model);
        Queue<Row> output = new ArrayDeque<>();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                if (output.isEmpty() && input.hasNext()) {
                    encode(input, encoder, output);
                }
                return !output.isEmpty();
            }

            @Override
            public Row next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return output.remove();
            }
        };
    }

    private void encode(Iterator<Row> input, PairEncoder encoder, Queue<Row> output) {
        List<@Nullable Object[]> block = new ArrayList<>();
        List<RgbImage> images = new ArrayList<>();
        List<@Nullable Object[]> ofImages = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        List<@Nullable Object[]> ofCaptions = new ArrayList<>();
        while (input.hasNext() && block.size() < ROWS) {
            Row row = input.next();
            @Nullable Object[] values = new @Nullable Object[SCHEMA.size()];
            values[0] = row.getInt(image);
            values[1] = row.getInt(text);
            block.add(values);
            if (row.getBoolean(first)) {
                ImageStatistics statistics;
                try {
                    RgbImage decoded = ImageSource.of(pixels.bytes(row)).read();
                    statistics = ImageStatistics.of(decoded);
                    images.add(encoder.prepare(decoded));
                    ofImages.add(values);
                } catch (ImageCell.Unreadable e) {
                    statistics = ImageStatistics.unreadable(String.valueOf(e.getMessage()));
                } catch (UnreadableImageException e) {
                    statistics = ImageStatistics.unreadable(e.reason());
                }
                values[STATISTICS] = bytes(statistics);
            }
            if (texts && !row.isNullAt(caption) && !row.getString(caption).isBlank()) {
                captions.add(row.getString(caption));
                ofCaptions.add(values);
            }
        }
        put(encoder.images(images), ofImages, POOLED);
        put(encoder.texts(captions), ofCaptions, TEXT_POOLED);
        block.forEach(values -> output.add(RowFactory.create(values)));
    }

    private static void put(PairEncoder.Encoded encoded, List<@Nullable Object[]> rows, int column) {
        for (int i = 0; i < rows.size(); i++) {
            rows.get(i)[column] = ArrayBytes.of(encoded.pooled()[i]);
            rows.get(i)[column + 1] = ArrayBytes.of(encoded.embeddings()[i]);
        }
    }

    private static byte[] bytes(ImageStatistics statistics) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(statistics);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// The statistics in a cell of the column `statistics`.
    static ImageStatistics statistics(byte[] cell) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(cell))) {
            return (ImageStatistics) in.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
