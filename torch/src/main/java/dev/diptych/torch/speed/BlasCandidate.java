package dev.diptych.torch.speed;

import dev.diptych.torch.Blas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A BLAS library of this machine, verified and measured in a process of its own, which it may crash.
///
/// @param largestError largest error of a product, relative to the sum of the absolute values of its terms
/// @param squareGflops speed of a square product, in 10⁹ operations per second
/// @param bf16Gflops speed of a square product in bfloat16, which libtorch computes with oneDNN
/// @param linearGflops speed of a linear layer with bias, in 10⁹ operations per second
/// @param failure why the library cannot be used, or null; the numbers are then zero or wrong
public record BlasCandidate(
        Blas blas,
        double largestError,
        double squareGflops,
        double bf16Gflops,
        double linearGflops,
        @Nullable String failure) {

    /// Rows and columns of the factors of the square product.
    public static final int SQUARE = 1536;

    // Correct products stay below 3e-7; see Σ|a||b|·ε in Higham, Accuracy and Stability of Numerical Algorithms.
    private static final double TOLERATED_ERROR = 2e-6;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /// Measures every library on the class path; takes a few seconds for each.
    public static List<BlasCandidate> measureAll() throws IOException, InterruptedException {
        List<BlasCandidate> all = new ArrayList<>();
        for (Blas blas : Blas.available()) {
            all.add(measure(blas));
        }
        return all;
    }

    private static BlasCandidate measure(Blas blas) throws IOException, InterruptedException {
        Path result = Files.createTempFile("diptych-blas", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command(blas, result))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            // Without the settings that the launcher made for the library of this process.
            for (Blas other : Blas.values()) {
                builder.environment()
                        .entrySet()
                        .removeAll(other.threadSettings().entrySet());
            }
            Process process = builder.start();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return failed(blas, "its test did not finish within " + LIMIT.toMinutes() + " minutes");
            }
            return of(blas, process.exitValue(), Files.readString(result));
        } finally {
            Files.delete(result);
        }
    }

    private static List<String> command(Blas blas, Path result) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + (Files.exists(Path.of("/dev/null")) ? "/dev/null" : "NUL"),
                "-Ddiptych.blas=" + blas.setting(),
                "-cp",
                System.getProperty("java.class.path"),
                BlasCheck.class.getName(),
                result.toString());
    }

    /// @param result what the process wrote
    static BlasCandidate of(Blas blas, int status, String result) {
        String[] words = result.split(" ");
        if (status != 0 || words.length != 4) {
            return failed(blas, "the process that tested it ended with status " + status);
        }
        double error = Double.parseDouble(words[0]);
        return new BlasCandidate(
                blas,
                error,
                Double.parseDouble(words[1]),
                Double.parseDouble(words[2]),
                Double.parseDouble(words[3]),
                error <= TOLERATED_ERROR ? null : "a product is wrong: relative error %.1e".formatted(error));
    }

    private static BlasCandidate failed(Blas blas, String reason) {
        return new BlasCandidate(blas, 0, 0, 0, 0, reason);
    }
}
