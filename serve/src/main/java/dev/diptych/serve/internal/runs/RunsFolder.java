package dev.diptych.serve.internal.runs;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A folder with the directories of training runs.
///
/// @param path the folder, or the directory of one run
record RunsFolder(Path path) {

    /// @throws InvalidInputException if it does not exist
    RunsFolder {
        if (!Files.isDirectory(path)) {
            throw new InvalidInputException(path + ": no such folder; pass a folder with the directories of runs");
        }
    }

    /// The directories of the runs, the latest first.
    List<Path> runs() throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(RunsFolder::isRun)
                    .sorted(Comparator.comparing(RunsFolder::modified).reversed())
                    .toList();
        }
    }

    /// The run of that name. The name is compared with the names of the runs that exist, never
    /// resolved as a path.
    Optional<Path> run(String name) throws IOException {
        return runs().stream()
                .filter(run -> run.getFileName().toString().equals(name))
                .findFirst();
    }

    private static boolean isRun(Path directory) {
        return Files.isRegularFile(directory.resolve("recipe.yaml"));
    }

    /// Time of the last change of a run's log, in milliseconds since 1970; that of its recipe before
    /// the first entry.
    static long modified(Path run) {
        for (String name : List.of("metrics.jsonl", "recipe.yaml")) {
            try {
                return Files.getLastModifiedTime(run.resolve(name)).toMillis();
            } catch (IOException e) {
                // the next one
            }
        }
        return 0;
    }
}
