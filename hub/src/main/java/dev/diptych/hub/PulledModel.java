package dev.diptych.hub;

import java.nio.file.Path;
import java.util.List;

/// A model that lies in the cache.
///
/// @param commit that its revision stands for
/// @param directory its snapshot, to be read like any model's directory
public record PulledModel(HubName name, String commit, Path directory, List<File> files) {

    public PulledModel {
        files = List.copyOf(files);
    }

    /// A file of the model.
    ///
    /// @param downloaded whether it came now, and was not in the cache before
    public record File(String name, long bytes, boolean downloaded) {}
}
