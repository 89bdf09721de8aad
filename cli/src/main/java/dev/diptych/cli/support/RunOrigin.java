package dev.diptych.cli.support;

import dev.diptych.data.format.DataLocation;
import dev.diptych.torch.Libtorch;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/// Provenance of a run: the command, its paths and the versions.
public final class RunOrigin {

    private RunOrigin() {}

    /// The command line, quoted for a shell.
    public static String commandLine(CommandSpec command) {
        return command.root().name() + " "
                + command.commandLine().getParseResult().originalArgs().stream()
                        .map(word -> word.matches("[\\w./=:,+-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" "));
    }

    public static Map<String, String> versions() throws IOException {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("Diptych", Version.current());
        versions.put("Java", Runtime.version().toString());
        versions.put("libtorch", Libtorch.version());
        return versions;
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
