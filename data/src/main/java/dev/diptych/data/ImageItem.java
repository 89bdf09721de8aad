package dev.diptych.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Image of a data set.
///
/// @param name unique in its data set and the same on every machine: for a folder the path below it, with `/`
/// @param source source of its pixels
/// @param metadata further columns that the options of the data set name, in their order; without missing values
public record ImageItem(String name, ImageSource source, SequencedMap<String, String> metadata) {

    public ImageItem {
        metadata = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metadata));
    }

    /// An image without metadata.
    public ImageItem(String name, ImageSource source) {
        this(name, source, new LinkedHashMap<>());
    }
}
