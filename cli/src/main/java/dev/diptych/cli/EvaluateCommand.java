package dev.diptych.cli;

import dev.diptych.InvalidInputException;
import dev.diptych.data.CaptionsFolder;
import dev.diptych.data.LoaderSettings;
import dev.diptych.data.Pairs;
import dev.diptych.evaluate.Embedder;
import dev.diptych.evaluate.Evaluation;
import dev.diptych.evaluate.Evaluation.Suite;
import dev.diptych.hub.HubCache;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.ModelDirectory;
import dev.diptych.recipe.Recipe;
import dev.diptych.recipe.RecipeReader;
import dev.diptych.recipe.ValidationRecipe;
import dev.diptych.report.Metrics;
import dev.diptych.torch.Precision;
import dev.diptych.train.TrainingData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `diptych evaluate`: a model's figures on a data set.
@Command(
        name = "evaluate",
        description = {
            "Measure retrieval, consistency, matching and composition of a model on a data set.",
            "Without --data, a model in a run directory is measured on the data that its run held out."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class EvaluateCommand implements Callable<Integer> {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "A model's directory, say RUN/model, or its name on the hub.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path model;

    @Option(
            names = "--data",
            paramLabel = "D",
            description = "A folder with captions.csv, and swapped.csv if it has one.")
    private @Nullable Path data;

    @Option(
            names = "--suite",
            split = ",",
            paramLabel = "SUITE",
            description = "What to measure: retrieval, consistency, matching, compositional; all that the model and the"
                    + " data can give by default.")
    private @Nullable List<String> suites;

    @Option(
            names = "--rerank",
            paramLabel = "K",
            description = "Let the matching head put the best K of each query in order again.")
    private @Nullable Integer rerank;

    @Option(names = "--batch", paramLabel = "N", description = "Images or texts encoded at a time.")
    private @Nullable Integer batch;

    @Override
    public Integer call() {
        model = HubCache.locate(model);
        Path runRecipe = model.toAbsolutePath().normalize().resolveSibling("recipe.yaml");
        Recipe recipe = Files.isRegularFile(runRecipe) ? RecipeReader.read(runRecipe, List.of()) : null;
        Pairs pairs = pairs(recipe);
        ImageTextModel loaded = ModelDirectory.load(model);
        Set<Suite> asked = suites();
        requirePossible(asked, loaded, pairs);
        ValidationRecipe settings = recipe == null ? Recipe.defaults().validation() : recipe.validation();
        Embedder embedder = new Embedder(
                loaded,
                batch == null ? settings.batch() : batch,
                LoaderSettings.defaults(),
                recipe == null ? Precision.FP32 : recipe.train().precision());
        Evaluation evaluation = Evaluation.of(
                embedder,
                pairs,
                asked.isEmpty() ? EnumSet.allOf(Suite.class) : asked,
                rerank == null ? settings.rerank() : rerank);
        Logger logger = LoggerFactory.getLogger(EvaluateCommand.class); // here, for --help starts no logging
        evaluation
                .skipped()
                .forEach(each -> logger.warn("{} could not be read and was left out: {}", each.name(), each.reason()));
        Metrics metrics = Metrics.of(evaluation.values());
        if (output.json()) {
            output.printDocument(metrics.toTree());
        } else {
            FiguresTable.print(output.out(), metrics);
        }
        return 0;
    }

    private Pairs pairs(@Nullable Recipe recipe) {
        if (data != null) {
            return CaptionsFolder.read(data);
        }
        if (recipe == null) {
            throw new InvalidInputException(
                    model + " is not in a run directory, so there is no held-out data to fall back on; give --data");
        }
        return TrainingData.held(recipe);
    }

    private Set<Suite> suites() {
        Set<Suite> asked = EnumSet.noneOf(Suite.class);
        for (String name : suites == null ? List.<String>of() : suites) {
            try {
                asked.add(Suite.valueOf(name.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException unknown) {
                throw new InvalidInputException(
                        "--suite " + name + " is unknown; it can be retrieval, consistency, matching or compositional",
                        unknown);
            }
        }
        return asked;
    }

    // A suite that is asked for by name must not be passed over in silence.
    private void requirePossible(Set<Suite> asked, ImageTextModel loaded, Pairs pairs) {
        if (asked.contains(Suite.MATCHING) && loaded.fusion() == null) {
            throw new InvalidInputException(
                    model + " has no fusion.safetensors, so --suite matching has nothing to measure; leave it out");
        }
        if (rerank != null && rerank > 0 && loaded.fusion() == null) {
            throw new InvalidInputException(model + " has no fusion.safetensors, so --rerank cannot be; leave it out");
        }
        if (asked.contains(Suite.COMPOSITIONAL) && pairs.swapped().isEmpty()) {
            throw new InvalidInputException((data == null ? "the held-out data" : data.toString())
                    + " has no swapped.csv (image,caption,negative,kind), which --suite compositional needs");
        }
    }
}
