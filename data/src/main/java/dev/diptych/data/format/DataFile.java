package dev.diptych.data.format;

import dev.diptych.data.DataOptions;
import dev.diptych.data.internal.archive.Downloads;
import java.nio.file.Path;

/// File or folder of a data set that is being read.
///
/// @param path the file or folder
/// @param prefix prefix of the names of its images, which distinguishes them from those of other files; empty for one
///     file
/// @param downloads cache of downloaded images
record DataFile(Path path, String prefix, DataOptions options, Downloads downloads) {

    /// The folder of the file; a folder itself.
    Path folder() {
        Path parent = path.toAbsolutePath().getParent();
        return java.nio.file.Files.isDirectory(path) || parent == null ? path : parent;
    }

    /// Another file of the same data set.
    DataFile at(Path other) {
        return new DataFile(other, prefix, options, downloads);
    }

    /// Root of the images: the folder in the options, otherwise `fallback` or a folder near this file.
    ImageRoot images(Path fallback) {
        return options.images() == null
                ? new ImageRoot(fallback, path, prefix, downloads)
                : new ImageRoot(options.images(), null, prefix, downloads);
    }
}
