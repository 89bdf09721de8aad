package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Pairs;
import dev.diptych.data.internal.archive.Downloads;
import java.nio.file.Files;
import java.nio.file.Path;

/// A data set in a folder: images and `captions.csv` with the columns `image,caption`, a row a caption; optionally
/// `swapped.csv` with the columns `image,caption,negative,kind`.
public final class CaptionsFolder {

    static final String CAPTIONS = "captions.csv";
    static final String SWAPPED = "swapped.csv";

    private CaptionsFolder() {}

    /// Whether `directory` has a `captions.csv`.
    public static boolean holdsCaptions(Path directory) {
        return Files.isRegularFile(directory.resolve(CAPTIONS));
    }

    /// Reads the captions; rows keep their order, and images are numbered as they first occur. Images are looked for
    /// but not opened: one that turns out to be unreadable is skipped by the stream that needs it.
    ///
    /// Columns may come in any order and further ones are ignored. An image's path is relative to the folder.
    ///
    /// @throws InvalidInputException if the folder, the file or a column is missing, there is no row, a caption is
    ///     empty, or an image does not exist or lies outside the folder; names the file and the line
    public static Pairs read(Path directory) {
        DataLocation location = DataLocation.of(directory);
        PairsBuilder pairs = new PairsBuilder(location.options());
        CaptionsTables format = new CaptionsTables();
        format.read(new DataFile(directory, "", location.options(), Downloads.of(location.options())), pairs);
        return pairs.build(location, format.name()).pairs();
    }

    /// Writes a data set as such a folder, its images as PNG files, and creates the folder where needed.
    ///
    /// @throws InvalidInputException if the folder already holds captions, an image is unreadable or the disk full
    public static void write(Pairs pairs, Path directory) {
        CaptionsFolderWriter.write(pairs, directory);
    }

    /// Writes the swapped captions as `swapped.csv` has them; images keep the names that they have below their folder.
    ///
    /// @throws InvalidInputException if the file exists, there are no swapped captions, or the disk is full
    public static void writeSwapped(Pairs pairs, Path file) {
        CaptionsFolderWriter.writeSwapped(pairs, file);
    }
}
