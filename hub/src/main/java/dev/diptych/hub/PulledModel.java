package dev.diptych.hub;

import java.nio.file.Path;
import java.util.List;

/// Model in the cache.
///
/// @param commit the commit of its revision
/// @param directory its snapshot, readable like any model directory
public record PulledModel(HubName name, String commit, Path directory, List<File> files) {

    public PulledModel {
        files = List.copyOf(files);
    }

    /// File of the model.
    ///
    /// @param downloaded whether it was downloaded by this call, rather than in the cache already
    public record File(String name, long bytes, boolean downloaded) {}
}
