package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Pairs;
import dev.diptych.data.internal.archive.Downloads;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one way to open data sets of any format.
public final class DataSets {

    private static final Logger LOGGER = LoggerFactory.getLogger(DataSets.class);

    private DataSets() {}

    /// Reads the names and texts of a data set; its pixels stay where they are. Files that `location` gives as
    /// a pattern are one data set, in the order of the pattern; they must be of one format.
    ///
    /// @throws InvalidInputException if a file is missing, is not of the format that was named, is of no known
    ///     format, or is broken; or if no image has a caption. Names the file and the line, row or member
    public static DataSet read(DataLocation location) {
        return read(location, false);
    }

    /// The same, with what is faulty kept, for looking for faults: an image that is not there is one that cannot be
    /// read, and captions may be blank. Rows that name no image, or one that cannot be told from others, are left
    /// out.
    ///
    /// @throws InvalidInputException as [#read(DataLocation)] does, but for these faults
    public static DataSet readLeniently(DataLocation location) {
        return read(location, true);
    }

    /// The pairs of a data set of which at most a share of the rows cannot be used; the log says how
    /// many were left out, and the first.
    ///
    /// @param permittedShare of the rows, 0 to 1
    /// @throws InvalidInputException as [#read(DataLocation)] does, and if more were left out
    public static Pairs readPairs(DataLocation location, double permittedShare) {
        DataSet set = read(location);
        set.requireWhole(permittedShare);
        if (!set.leftOut().isEmpty()) {
            LOGGER.warn(
                    "{}: {} of its rows are left out, the first is {}: {}",
                    location,
                    set.leftOut().size(),
                    set.leftOut().getFirst().place(),
                    set.leftOut().getFirst().reason());
        }
        return set.pairs();
    }

    private static DataSet read(DataLocation location, boolean lenient) {
        List<Path> paths = PathPattern.expand(location.path());
        DataFormat format = DataFormats.of(location.format(), paths.getFirst());
        PairsBuilder pairs = new PairsBuilder(location.options(), lenient);
        Downloads downloads = Downloads.of(location.options());
        Path common = paths.size() == 1 ? null : PathPattern.commonFolder(paths);
        for (Path path : paths) {
            if (location.format() == null && !DataFormats.of(null, path).equals(format)) {
                throw new InvalidInputException(
                        "%s is of another format than %s, which is %s; put the format's name before them"
                                .formatted(path, paths.getFirst(), format.name()));
            }
            String prefix = common == null ? "" : PathPattern.folderBelow(common, path);
            format.read(new DataFile(path, prefix, location.options(), downloads), pairs);
        }
        return pairs.build(location, format.name());
    }

    /// Reads what [DataLocation#parse] makes of `location`.
    public static DataSet read(String location) {
        return read(DataLocation.parse(location));
    }
}
