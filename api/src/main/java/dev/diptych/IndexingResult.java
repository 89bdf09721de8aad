package dev.diptych;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What was added to an index.
///
/// @param complete whether all images were considered; false after a request to stop
/// @param added number of new items
/// @param present number of images that the index had already
/// @param unreadable names of the images that could not be read, with the reason
public record IndexingResult(boolean complete, int added, int present, SortedMap<String, String> unreadable) {

    public IndexingResult {
        unreadable = Collections.unmodifiableSortedMap(new TreeMap<>(unreadable));
    }
}
