package dev.diptych.cli.support;

import dev.diptych.data.format.DataLocation;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/// Where a run comes from: the call and the paths in it.
public final class RunOrigin {

    private RunOrigin() {}

    /// The command line, quoted for a shell.
    public static String commandLine(CommandSpec command) {
        return command.root().name() + " "
                + command.commandLine().getParseResult().originalArgs().stream()
                        .map(word -> word.matches("[\\w./=:,+-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" "));
    }

    /// A data set as a setting, with absolute paths, so that the run can be resumed from any directory.
    static String data(String key, String location) {
        return key + "=" + quoted(location);
    }

    /// Several data sets as a setting.
    static String data(String key, List<String> locations) {
        return key + "=[" + locations.stream().map(RunOrigin::quoted).collect(Collectors.joining(", ")) + "]";
    }

    // Quoted as a YAML string.
    private static String quoted(String location) {
        return "'" + DataLocation.parse(location).absolute().toString().replace("'", "''") + "'";
    }
}
