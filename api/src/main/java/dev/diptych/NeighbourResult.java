package dev.diptych;

import java.util.SortedMap;
import java.util.TreeMap;

/// Result of [Diptych#writeNeighbours].
///
/// @param complete whether all images were searched for; false after a request to stop, and then
///     no file was written
/// @param queries number of images that were searched for
/// @param rows number of rows of the file
/// @param unreadable reason for each image that could not be read, by its name; they have no rows
public record NeighbourResult(boolean complete, int queries, long rows, SortedMap<String, String> unreadable) {

    public NeighbourResult {
        unreadable = new TreeMap<>(unreadable);
    }
}
