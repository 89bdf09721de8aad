package dev.diptych.index.embeddings;

import java.util.List;
import java.util.Map;

/// One vector with its origin.
///
/// @param id number of the image or caption in its data set, ascending within a directory
/// @param name name of the image in its data set; for a caption, that of its image
/// @param vector `[width]`
/// @param captions captions of the image; for a caption, the caption itself
/// @param metadata values of the directory's metadata columns; a column without a value is missing
@SuppressWarnings("ArrayRecordComponent") // handed on, not compared
public record EmbeddingRow(long id, String name, float[] vector, List<String> captions, Map<String, String> metadata) {

    public EmbeddingRow {
        captions = List.copyOf(captions);
        metadata = Map.copyOf(metadata);
    }
}
