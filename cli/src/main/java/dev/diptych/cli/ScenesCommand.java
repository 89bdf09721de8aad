package dev.diptych.cli;

import dev.diptych.base.InvalidInputException;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.Version;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `diptych scenes`: writes generated scenes as data sets.
@Command(
        name = "scenes",
        description = {
            "Generate synthetic scenes and write them as data sets.",
            "Writes the folders training, validation and test to D, each with captions.csv (image,caption); validation and"
                    + " test also have swapped.csv with hard negative captions."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ScenesCommand implements Callable<Integer> {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = "--out", required = true, paramLabel = "D", description = "Output directory, new or empty.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(
            names = "--training",
            paramLabel = "N",
            defaultValue = "8000",
            description = "Number of training scenes (default: ${DEFAULT-VALUE}).")
    private int training;

    @Option(
            names = "--validation",
            paramLabel = "N",
            defaultValue = "500",
            description = "Number of validation scenes (default: ${DEFAULT-VALUE}).")
    private int validation;

    @Option(
            names = "--test",
            paramLabel = "N",
            defaultValue = "500",
            description = "Number of test scenes (default: ${DEFAULT-VALUE}).")
    private int test;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "48",
            description = "Width and height of a picture (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--captions",
            paramLabel = "N",
            defaultValue = "4",
            description = "Different captions per scene (default: ${DEFAULT-VALUE}).")
    private int captions;

    @Option(
            names = "--three-objects",
            paramLabel = "SHARE",
            defaultValue = "0.3",
            description = "Share of scenes with three objects instead of two, 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double threeObjects;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Random seed (default: 0).")
    private long seed;

    @Option(
            names = "--relevance",
            description = "Also write graded relevance of the validation and test scenes for their captions"
                    + " (relevance.qrels), for evaluate --relevance: 3 for the scene of a caption, 2 for another one with"
                    + " the same objects, 1 for one with some of them.")
    private boolean relevance;

    @Override
    public Integer call() {
        SceneOptions options = new SceneOptions(seed, training, validation, test, size, captions, threeObjects);
        if (validation < 1 || test < 1) {
            throw new InvalidInputException("--validation and --test must be at least 1");
        }
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new InvalidInputException(out + ": is a file; --out must be a directory");
        }
        Scenes scenes = Scenes.generate(options);
        scenes.write(out);
        if (relevance) {
            scenes.writeRelevance(out);
        }
        Path first = out.resolve("training");
        if (output.json()) {
            output.printDocument(Map.of(
                    "directory",
                    out.toString(),
                    "training",
                    training,
                    "validation",
                    validation,
                    "test",
                    test,
                    "seed",
                    seed));
        } else {
            output.out()
                    .printf(
                            "%,d training, %,d validation and %,d test scenes in %s%n",
                            training, validation, test, out);
            output.out()
                    .printf(
                            "train on them: diptych train --data %s --validation %s%n",
                            first, out.resolve("validation"));
            output.out().flush();
        }
        return 0;
    }
}
