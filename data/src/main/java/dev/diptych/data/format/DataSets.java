package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Pairs;
import dev.diptych.data.internal.archive.Downloads;
import dev.diptych.data.internal.folder.ImageFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens data sets of any format.
public final class DataSets {

    private static final Logger LOGGER = LoggerFactory.getLogger(DataSets.class);

    private DataSets() {}

    /// Reads the names and texts of a data set, but no pixels. The files that a pattern matches form one data
    /// set, in the order of the pattern; they must have the same format.
    ///
    /// @throws InvalidInputException if a file is missing, does not have the named format or any known format, or
    ///     is invalid; or if no image has a caption. Names the file and the line, row or member
    public static DataSet read(DataLocation location) {
        return read(location, false);
    }

    /// Reads a data set for an audit, including its faults: missing images count as unreadable, and captions may
    /// be blank. Rows without an image, or that cannot be distinguished from others, are skipped.
    ///
    /// @throws InvalidInputException like [#read(DataLocation)], except for these faults
    public static DataSet readLeniently(DataLocation location) {
        return read(location, true);
    }

    /// Reads a data set of which at most a share of the rows may be unusable; logs their number and the first one.
    ///
    /// @param permittedShare of the rows, 0 to 1
    /// @throws InvalidInputException like [#read(DataLocation)], and if more rows were skipped
    public static Pairs readPairs(DataLocation location, double permittedShare) {
        DataSet set = read(location);
        set.requireWhole(permittedShare);
        if (!set.leftOut().isEmpty()) {
            LOGGER.warn(
                    "{}: {} of its rows are skipped, the first is {}: {}",
                    location,
                    set.leftOut().size(),
                    set.leftOut().getFirst().place(),
                    set.leftOut().getFirst().reason());
        }
        return set.pairs();
    }

    /// Reads images with their captions, if they have any: a data set of any format, or a folder without
    /// a table of captions, all of whose images are read, in the folders below it too. Names of folders
    /// are not captions here.
    ///
    /// @param permittedShare share of the rows that may be unusable, 0 to 1
    /// @throws InvalidInputException like [#readPairs(DataLocation, double)]
    public static Pairs readImages(DataLocation location, double permittedShare) {
        Path path = Path.of(location.path());
        return location.format() == null
                        && Files.isDirectory(path)
                        && location.options().toMap().isEmpty()
                        && DataFormats.mayHoldClasses(path)
                ? ImageFiles.read(List.of(path))
                : readPairs(location, permittedShare);
    }

    private static DataSet read(DataLocation location, boolean lenient) {
        List<Path> paths = PathPattern.expand(location.path()).stream()
                .map(path -> DataFormats.resolve(location.format(), path, location.options()))
                .toList();
        DataFormat format = format(location, paths.getFirst());
        PairsBuilder pairs = new PairsBuilder(location.options(), lenient);
        Downloads downloads = Downloads.of(location.options());
        Path common = paths.size() == 1 ? null : PathPattern.commonFolder(paths);
        for (Path path : paths) {
            if (location.format() == null && !format(location, path).equals(format)) {
                throw new InvalidInputException(
                        "%s has another format than %s, which is %s; prefix them with the name of the format"
                                .formatted(path, paths.getFirst(), format.name()));
            }
            String prefix = common == null ? "" : PathPattern.folderBelow(common, path);
            format.read(new DataFile(path, prefix, location.options(), downloads), pairs);
        }
        return pairs.build(location, format.name());
    }

    private static DataFormat format(DataLocation location, Path path) {
        return location.format() == null
                ? DataFormats.detect(path, location.options())
                : DataFormats.of(location.format(), path);
    }

    /// Reads the location that [DataLocation#parse] returns for `location`.
    public static DataSet read(String location) {
        return read(DataLocation.parse(location));
    }
}
