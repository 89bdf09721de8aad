package dev.diptych.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Access to real data and weights in a directory next to the checkout; they are not part of the project.
public final class SharedFiles {

    private static final Path ROOT = Path.of(System.getProperty("diptych.root", ".."));

    private SharedFiles() {}

    /// The file or folder `../shared/NAME`, seen from the project's root; the test is skipped, visibly, where it
    /// is absent.
    public static Path require(String name) {
        Path path = ROOT.resolve("../shared").resolve(name).normalize();
        Assumptions.assumeTrue(Files.exists(path), () -> "skipped: " + path + " is absent");
        return path;
    }
}
