package dev.diptych.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunDirectoryTest {

    @TempDir
    Path temporary;

    @Test
    void takesANewOrAnEmptyDirectory() throws IOException {
        Path made = temporary.resolve("a/b");
        try (RunDirectory run = RunDirectory.create(made)) {
            assertEquals(made.resolve("recipe.yaml"), run.recipe());
        }
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        RunDirectory.create(empty).close();
        RunDirectory.create(empty).close(); // nothing but the lock was left
    }

    @Test
    void refusesADirectoryThatHoldsARunAndSaysWhatToDo() {
        Path path = temporary.resolve("run");
        try (RunDirectory run = RunDirectory.create(path)) {
            AtomicFile.write(run.recipe(), "seed: 0\n");
        }
        assertEquals(
                path + ": already contains a run; resume it with --resume " + path + " or choose another --out",
                refusal(path));
        RunDirectory.open(path).close();
    }

    @Test
    void refusesForeignFilesAndAFileInItsPlace() throws IOException {
        Path file = Files.writeString(temporary.resolve("photo.txt"), "x");
        assertTrue(refusal(temporary).contains("contains other files"));
        assertTrue(refusal(file).contains("this is a file"));
    }

    @Test
    void refusesToResumeWhereNoRunIs() {
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> RunDirectory.open(temporary.resolve("none")));
        assertTrue(String.valueOf(refused.getMessage()).contains("contains no run to resume"));
    }

    @Test
    void tellsASecondUserThatItIsInUse() throws Exception {
        Path path = temporary.resolve("run");
        try (RunDirectory run = RunDirectory.create(path)) {
            AtomicFile.write(run.recipe(), "seed: 0\n");
            assertThrows(InvalidInputException.class, () -> RunDirectory.open(path));
            assertEquals("in use", openInAnotherProcess(path));
        }
        assertEquals("free", openInAnotherProcess(path));
    }

    private static String refusal(Path path) {
        return String.valueOf(assertThrows(InvalidInputException.class, () -> RunDirectory.create(path))
                .getMessage());
    }

    private static String openInAnotherProcess(Path path) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opener.class.getName(),
                        path.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return output.strip();
    }

    /// The other process.
    static final class Opener {

        private Opener() {}

        public static void main(String[] arguments) {
            try (RunDirectory run = RunDirectory.open(Path.of(arguments[0]))) {
                System.out.println(run.path().toString().isEmpty() ? "" : "free");
            } catch (InvalidInputException e) {
                System.out.println(String.valueOf(e.getMessage()).contains("another run is writing") ? "in use" : e);
            }
        }
    }
}
