package dev.diptych.cli.support;

import dev.diptych.data.format.DataLocation;
import java.nio.file.Path;

/// Short names of data sets and models for the heads of reports, which are passed on without the
/// paths of their author.
public final class DataNames {

    private DataNames() {}

    /// The last part of the path of a data set.
    public static String of(String location) {
        return last(Path.of(DataLocation.parse(location).path()), location);
    }

    /// The run of a model, or the last part of its path or name.
    public static String ofModel(Path model) {
        Path whole = model.toAbsolutePath().normalize();
        return whole.endsWith("model") && whole.getParent() != null
                ? last(whole.getParent(), model.toString())
                : last(whole, model.toString());
    }

    private static String last(Path path, String otherwise) {
        Path name = path.toAbsolutePath().normalize().getFileName();
        return name == null ? otherwise : name.toString();
    }
}
