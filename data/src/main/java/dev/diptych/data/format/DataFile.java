package dev.diptych.data.format;

import dev.diptych.data.DataOptions;
import dev.diptych.data.internal.archive.Downloads;
import java.nio.file.Path;

/// One file or folder of a data set that is being read.
///
/// @param path the file or folder
/// @param prefix what the names of its images begin with, to tell them from those of other files; empty for one
///     file
/// @param downloads where images at addresses are fetched
record DataFile(Path path, String prefix, DataOptions options, Downloads downloads) {

    /// The folder that the file lies in; a folder itself.
    Path folder() {
        Path parent = path.toAbsolutePath().getParent();
        return java.nio.file.Files.isDirectory(path) || parent == null ? path : parent;
    }

    /// Another file of the same data set.
    DataFile at(Path other) {
        return new DataFile(other, prefix, options, downloads);
    }

    /// The images below `fallback`, or below the folder that the options name.
    ImageRoot images(Path fallback) {
        Path root = options.images() == null ? fallback : options.images();
        return new ImageRoot(root, prefix, downloads);
    }
}
