package dev.diptych.cli.evaluation;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The directory that a command's report goes to.
public final class ReportDirectory {

    /// The report's name, whichever command writes it.
    public static final String REPORT = "report.html";

    private ReportDirectory() {}

    /// Makes the directory. What the same command left in it before may be replaced.
    ///
    /// @param own a file that this command leaves, and no other
    /// @throws InvalidInputException if it is a file, holds the report of another command, or cannot be
    ///     written to
    public static void prepare(Path directory, String own) {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new InvalidInputException(directory + ": is a file; --out names a directory");
        }
        boolean another = Files.exists(directory.resolve(REPORT)) || Files.exists(directory.resolve("recipe.yaml"));
        if (another && !Files.exists(directory.resolve(own))) {
            throw new InvalidInputException(directory + ": holds another report; choose another --out");
        }
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new InvalidInputException(
                    "%s: the directory cannot be made (%s); choose another --out".formatted(directory, e), e);
        }
        if (!Files.isWritable(directory)) {
            throw new InvalidInputException(directory + ": may not be written to; choose another --out");
        }
    }
}
