package dev.diptych.cli;

import dev.diptych.torch.Libtorch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/// Where a run comes from: the call, the paths in it, the versions.
final class RunOrigin {

    private RunOrigin() {}

    /// The call as it can be given again.
    static String commandLine(CommandSpec command) {
        return command.root().name() + " "
                + command.commandLine().getParseResult().originalArgs().stream()
                        .map(word -> word.matches("[\\w./=:,+-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" "));
    }

    static Map<String, String> versions() throws IOException {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("Diptych", Version.current());
        versions.put("Java", Runtime.version().toString());
        versions.put("libtorch", Libtorch.version());
        return versions;
    }

    /// A path as a setting: absolute, so that the run can be resumed from anywhere; quoted as YAML quotes a string.
    static String path(String key, Path path) {
        return key + "='" + path.toAbsolutePath().normalize().toString().replace("'", "''") + "'";
    }
}
