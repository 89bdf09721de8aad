package dev.diptych.spark;

import dev.diptych.base.InvalidInputException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// Which columns of a data set are embedded.
///
/// @param images column of images: encoded bytes, a struct with the field `bytes`, or paths or
///     addresses (`http`, `https`, and what Hadoop's file systems read); null for none
/// @param texts column of texts; null for none
/// @param rows number of rows that a task reads ahead; fewer if their images exceed 64 MiB
public record SparkEmbeddingOptions(
        @Nullable String images, @Nullable String texts, int rows) implements Serializable {

    private static final int ROWS = 512;

    /// @throws InvalidInputException if there is no column, or `rows` is not positive
    public SparkEmbeddingOptions {
        if (images == null && texts == null) {
            throw new InvalidInputException("name a column of images, a column of texts, or both");
        }
        if (rows < 1) {
            throw new InvalidInputException("a task reads at least 1 row ahead, not " + rows);
        }
    }

    /// Embeds a column of images.
    public static SparkEmbeddingOptions images(String column) {
        return new SparkEmbeddingOptions(column, null, ROWS);
    }

    /// Embeds a column of texts.
    public static SparkEmbeddingOptions texts(String column) {
        return new SparkEmbeddingOptions(null, column, ROWS);
    }

    /// Returns these options with a column of texts.
    public SparkEmbeddingOptions withTexts(String column) {
        return new SparkEmbeddingOptions(images, column, rows);
    }

    /// Returns these options with another number of rows.
    public SparkEmbeddingOptions withRows(int count) {
        return new SparkEmbeddingOptions(images, texts, count);
    }
}
