package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {

    /// Prints what a process has that set nothing itself.
    static final class Program {
        private Program() {}

        static void main() {
            NativeLibraries.prepare();
            NativeLibraries.prepare();
            System.out.print(System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes") + " "
                    + System.getProperty("org.bytedeco.openblas.load") + " "
                    + Engine.inspect().blas() + " " + Libtorch.threads());
        }
    }

    @Test
    void siblingsAreOneCore(@TempDir Path folder) throws IOException {
        assertEquals(0, NativeLibraries.physicalCores(folder.resolve("missing")));
        assertEquals(0, NativeLibraries.physicalCores(folder));
        for (int processor = 0; processor < 4; processor++) {
            Path topology = Files.createDirectories(folder.resolve("cpu" + processor + "/topology"));
            Files.writeString(
                    topology.resolve("thread_siblings_list"), processor % 2 + "," + (processor % 2 + 2) + "\n");
        }
        Files.createDirectories(folder.resolve("cpufreq"));
        assertEquals(2, NativeLibraries.physicalCores(folder));
    }

    @Test
    void aProcessWithoutSettingsHasThoseOfTheLauncher() throws IOException, InterruptedException {
        String[] words = run(List.of()).split(" ");
        assertEquals("0", words[0]);
        Blas blas = Blas.recommended(Processor.inspect(), Blas.available());
        assertEquals(blas == Blas.MKL ? "mkl" : "null", words[1]);
        assertEquals(blas.name(), words[2]);
        int cores = NativeLibraries.physicalCores(Path.of("/sys/devices/system/cpu"));
        if (cores > 0) {
            int processors = Runtime.getRuntime().availableProcessors();
            assertEquals(Math.min(cores, processors), Integer.parseInt(words[3]));
        }
    }

    @Test
    void settingsOfTheProcessTakePrecedence() throws IOException, InterruptedException {
        assertTrue(run(List.of("-Dorg.bytedeco.javacpp.maxPhysicalBytes=8G")).startsWith("8G "));
        for (Blas blas : Blas.available()) {
            assertTrue(run(List.of("-Ddiptych.blas=" + blas.setting())).contains(" " + blas + " "));
        }
    }

    private static String run(List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(Program.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        for (String name : List.of("OMP_NUM_THREADS", "DIPTYCH_BLAS")) {
            builder.environment().remove(name);
        }
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return output;
    }
}
