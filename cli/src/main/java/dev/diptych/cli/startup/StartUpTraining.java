package dev.diptych.cli.startup;

import dev.diptych.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Runs common commands on a tiny model, so that a Java process with `-XX:AOTCacheOutput` records the
/// classes that they use. The launcher starts it once after each build.
public final class StartUpTraining {

    private static final String RECIPE = """
            model:
              vision: {image_size: 16, patch_size: 8, hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32}
              text: {hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32, vocabulary: {size: 400}}
              projection: 8
            train: {epochs: 1, batch: 16}
            """;

    private StartUpTraining() {}

    /// Continues after a command that fails: its message appears when a user runs it.
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("diptych-startup");
        try {
            run(folder);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        System.exit(0); // the threads of libtorch may outlive this one
    }

    private static void run(Path folder) throws IOException {
        String recipe = Files.writeString(folder.resolve("tiny.yaml"), RECIPE).toString();
        String scenes = folder.resolve("scenes").toString();
        String data = folder.resolve("scenes/training").toString();
        String test = folder.resolve("scenes/test").toString();
        String trained = folder.resolve("run").toString();
        String index = folder.resolve("index").toString();
        for (List<String> command : List.of(
                List.of("--help"),
                List.of(
                        "scenes",
                        "--out",
                        scenes,
                        "--training",
                        "64",
                        "--validation",
                        "8",
                        "--test",
                        "8",
                        "--size",
                        "16"),
                List.of("train", recipe, "--data", data, "--out", trained),
                List.of("evaluate", trained, "--data", test),
                List.of("index", "--data", data, "--model", trained, "--out", index),
                List.of("search", index, "a red circle"))) {
            Main.run(command.toArray(String[]::new));
        }
    }
}
