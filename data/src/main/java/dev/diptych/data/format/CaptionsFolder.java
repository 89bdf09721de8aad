package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Pairs;
import dev.diptych.data.internal.archive.Downloads;
import java.nio.file.Files;
import java.nio.file.Path;

/// Data set in a folder: images and `captions.csv` with the columns `image,caption`, one caption per row; optionally
/// `swapped.csv` with the columns `image,caption,negative,kind`.
public final class CaptionsFolder {

    static final String CAPTIONS = "captions.csv";
    static final String SWAPPED = "swapped.csv";

    private CaptionsFolder() {}

    /// Whether `directory` has a `captions.csv`.
    public static boolean holdsCaptions(Path directory) {
        return Files.isRegularFile(directory.resolve(CAPTIONS));
    }

    /// Reads the captions; rows keep their order, and images are numbered by first occurrence. Images must exist
    /// but are not opened: the stream skips unreadable ones.
    ///
    /// The order of the columns is arbitrary and additional ones are ignored. The path of an image is relative to
    /// the folder.
    ///
    /// @throws InvalidInputException if the folder, the file or a column is missing, there is no row, a caption
    ///     is empty, or an image does not exist or is outside the folder; names the file and the line
    public static Pairs read(Path directory) {
        DataLocation location = DataLocation.of(directory);
        PairsBuilder pairs = new PairsBuilder(location.options());
        CaptionsTables format = new CaptionsTables();
        format.read(new DataFile(directory, "", location.options(), Downloads.of(location.options())), pairs);
        DataSet set = pairs.build(location, format.name());
        for (SkippedRow row : set.leftOut()) {
            throw new InvalidInputException("%s: %s".formatted(row.place(), row.reason()));
        }
        return set.pairs();
    }

    /// Writes a data set as such a folder, with images as PNG files; creates the folder if necessary.
    ///
    /// @throws InvalidInputException if the folder already contains captions, an image is unreadable or the disk
    ///     is full
    public static void write(Pairs pairs, Path directory) {
        CaptionsFolderWriter.write(pairs, directory);
    }

    /// Writes the hard negative captions as `swapped.csv`; images keep their names below their folder.
    ///
    /// @throws InvalidInputException if the file exists, there are no hard negative captions, or the disk is full
    public static void writeSwapped(Pairs pairs, Path file) {
        CaptionsFolderWriter.writeSwapped(pairs, file);
    }
}
