package dev.diptych.index.embeddings;

import java.util.List;

/// A Parquet file of an embedding directory.
///
/// @param file path below the directory, with `/`
/// @param from first item of the data set that it covers
/// @param to item after the last one that it covers
/// @param rows number of rows: the items that it covers without unreadable ones
/// @param bytes size of the file
/// @param sha256 SHA-256 of the file, in hexadecimal
/// @param unreadable items that it covers without a row
public record EmbeddingPart(
        String file, long from, long to, long rows, long bytes, String sha256, List<UnreadableItem> unreadable) {

    public EmbeddingPart {
        unreadable = List.copyOf(unreadable);
    }
}
