package dev.diptych.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs a program to its end, and the command as its users run it: a Java process of its own.
final class CommandProcess {

    private static final long MINUTES = 3;

    private CommandProcess() {}

    /// What a process wrote, and its exit status.
    record Result(int status, String out, String err) {

        List<String> errLines() {
            return err.lines().toList();
        }
    }

    /// `diptych ARGUMENTS`, on the class path of the tests.
    static Result diptych(String... arguments) throws IOException, InterruptedException {
        return java(List.of(), arguments);
    }

    /// The same with further options for Java.
    static Result java(List<String> options, String... arguments) throws IOException, InterruptedException {
        return java(options, Map.of(), arguments);
    }

    /// The same with these variables set, or removed where the value is empty.
    static Result java(List<String> options, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return run(command(options, arguments), environment);
    }

    /// What starts `diptych ARGUMENTS` in a Java process of its own.
    static List<String> command(List<String> options, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1", // the second compiler costs a short process more than it gains
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path")));
        String blas = System.getProperty("org.bytedeco.openblas.load");
        if (blas != null) {
            command.add("-Dorg.bytedeco.openblas.load=" + blas);
        }
        command.addAll(options);
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    /// Any program, with these variables set, or removed where the value is empty.
    static Result run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            environment.forEach((name, value) -> {
                if (value.isEmpty()) {
                    builder.environment().remove(name);
                } else {
                    builder.environment().put(name, value);
                }
            });
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(command.getLast() + " did not end within " + MINUTES + " minutes");
            }
            return new Result(process.exitValue(), read(out), read(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
