package dev.diptych.cli.evaluation;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The output directory of a command with a report.
public final class ReportDirectory {

    /// The file name of the report, the same for all commands.
    public static final String REPORT = "report.html";

    private ReportDirectory() {}

    /// Creates the directory. Files of an earlier run of the same command may be replaced.
    ///
    /// @param own a file that only this command writes
    /// @throws InvalidInputException if it is a file, contains the report of another command, or is not writable
    public static void prepare(Path directory, String own) {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new InvalidInputException(directory + ": is a file; --out must be a directory");
        }
        boolean another = Files.exists(directory.resolve(REPORT)) || Files.exists(directory.resolve("recipe.yaml"));
        if (another && !Files.exists(directory.resolve(own))) {
            throw new InvalidInputException(directory + ": contains another report; choose another --out");
        }
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new InvalidInputException(
                    "%s: the directory cannot be created (%s); choose another --out"
                            .formatted(directory, IoReason.of(e)),
                    e);
        }
        if (!Files.isWritable(directory)) {
            throw new InvalidInputException(directory + ": not writable; choose another --out");
        }
    }
}
