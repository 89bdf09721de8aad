package dev.diptych.cli;

import dev.diptych.Versions;
import dev.diptych.base.InvalidInputException;
import dev.diptych.base.ProgressListener;
import dev.diptych.cli.evaluation.DisagreementsTable;
import dev.diptych.cli.evaluation.EvaluationData;
import dev.diptych.cli.evaluation.EvaluationJson;
import dev.diptych.cli.evaluation.EvaluationOutput;
import dev.diptych.cli.evaluation.EvaluationResults;
import dev.diptych.cli.support.DataNames;
import dev.diptych.cli.support.MetricsTable;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.RunOrigin;
import dev.diptych.cli.support.UnknownWord;
import dev.diptych.cli.support.Version;
import dev.diptych.data.LabelledImages;
import dev.diptych.data.Pairs;
import dev.diptych.data.RatedPairs;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.format.ClassFolder;
import dev.diptych.data.survey.CaptionCoverage;
import dev.diptych.data.survey.DataWarnings;
import dev.diptych.evaluate.Evaluation;
import dev.diptych.evaluate.Evaluation.Suite;
import dev.diptych.evaluate.HumanRatings;
import dev.diptych.evaluate.classification.LabelledEvaluation;
import dev.diptych.evaluate.classification.PromptTemplates;
import dev.diptych.evaluate.ranking.RelevanceFile;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.hub.HubCache;
import dev.diptych.model.Calibration;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.checkpoint.CalibrationFile;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.report.html.Origin;
import dev.diptych.report.progress.ConsoleProgress;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.torch.Precision;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import dev.diptych.train.recipe.ValidationRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `diptych evaluate`: metrics of a model on a data set.
@Command(
        name = "evaluate",
        description = {
            "Evaluate a model on a data set: retrieval, consistency, matching, composition, zero-shot classification,"
                    + " linear probe, agreement with human ratings, and calibration of its scores.",
            "Without --data, a model in a run directory is evaluated on the data that its run held out."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class EvaluateCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final EvaluationOutput files = new EvaluationOutput();

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "Directory of a model or of a run, or name of a model on the Hub.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path model;

    @Option(
            names = "--data",
            paramLabel = "D",
            description =
                    "Pairs, [FORMAT:]PATH[?KEY=VALUE&...], in any format listed by 'diptych data --help'; or a folder with"
                            + " captions.csv (image,caption), swapped.csv (image,caption,negative,kind), classes.csv"
                            + " (image,class) or one folder per class, judgements.csv (image,caption and scores), as required"
                            + " by the suites.")
    private @Nullable String data;

    @Option(
            names = "--suite",
            split = ",",
            paramLabel = "SUITE",
            completionCandidates = SuiteNames.class,
            description = "Suites to run: retrieval, consistency, matching, compositional, zero-shot, linear-probe,"
                    + " judgements, calibration. By default all that the model and the data support, except"
                    + " linear-probe and calibration, which writes calibration.json into MODEL.")
    private @Nullable List<String> suites;

    @Option(
            names = "--rerank",
            paramLabel = "K",
            description = "Re-rank the top K results of each query with the matching head.")
    private @Nullable Integer rerank;

    @Option(
            names = "--strict",
            description = "In retrieval, count a caption that reads the same at another image as wrong, as published"
                    + " results do. By default it is correct for every image that has it.")
    private boolean strict;

    @Option(
            names = "--cutoff",
            paramLabel = "K",
            defaultValue = "10",
            description = "Number of first results for nDCG@K, MAP@K, precision@K and recall of all relevant results"
                    + " (default: ${DEFAULT-VALUE}).")
    private int cutoff;

    @Option(
            names = "--relevance",
            paramLabel = "FILE",
            description = "Graded relevance of images and captions, for retrieval metrics under relevance.*: a CSV file"
                    + " with the columns image,caption,relevance, or TREC qrels, in which a caption is named"
                    + " IMAGE#NUMBER, from 0.")
    private @Nullable Path relevance;

    @Option(
            names = "--templates",
            paramLabel = "FILE[#NAME]",
            description =
                    "Prompt templates for zero-shot, one per line, {c} standing for the class; or named JSON lists; or the"
                            + " word chinese for ten Chinese ones. By default: a photo of a {c}., and for Chinese class names"
                            + " 一张{c}的照片。")
    private @Nullable String templates;

    @Option(
            names = "--probe-training",
            paramLabel = "D",
            description = "Training images of the linear probe, with the same classes; all images of --data are then"
                    + " used for testing. By default, the probe is trained on three quarters of --data.")
    private @Nullable Path probeTraining;

    @Option(
            names = "--probe-quarters",
            description = "Test the linear probe on all images of --data, each quarter with a probe trained on the"
                    + " rest, as for retention checks.")
    private boolean probeQuarters;

    @Option(
            names = "--precision",
            paramLabel = "PERCENT",
            defaultValue = "90",
            description =
                    "Precision for which calibration determines a threshold, 50 to 100 (default: ${DEFAULT-VALUE}).")
    private double precision;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Random seed for splits and confidence intervals (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--batch", paramLabel = "N", description = "Number of images or texts encoded at a time.")
    private @Nullable Integer batch;

    /// The names of the suites, for completion.
    static final class SuiteNames implements Iterable<String> {

        static List<String> all() {
            return Arrays.stream(Suite.values()).map(Suite::text).toList();
        }

        @Override
        public Iterator<String> iterator() {
            return all().iterator();
        }
    }

    @Override
    public Integer call() throws IOException {
        model = HubCache.locate(model);
        Path runRecipe = model.toAbsolutePath().normalize().resolveSibling("recipe.yaml");
        Recipe recipe = Files.isRegularFile(runRecipe) ? RecipeReader.read(runRecipe, List.of()) : null;
        Set<Suite> asked = suites();
        requireOptions(asked);
        EvaluationData read = read(recipe, asked);
        PromptTemplates prompts = prompts(read.labelled());
        LabelledImages learned = probeTraining == null ? null : ClassFolder.read(probeTraining);
        RelevanceFile judged = relevance == null ? null : relevance(relevance, read.pairs());
        ImageTextModel loaded = ModelDirectory.load(model);
        requireFusion(asked, loaded);
        files.prepare();
        EvaluationResults results;
        try (ProgressLine progress = output.progress()) {
            results = measure(read, recipe, loaded, prompts, learned, judged, new ConsoleProgress(progress));
        }
        show(results, read);
        return 0;
    }

    private EvaluationResults measure(
            EvaluationData read,
            @Nullable Recipe recipe,
            ImageTextModel loaded,
            PromptTemplates prompts,
            @Nullable LabelledImages learned,
            @Nullable RelevanceFile relevant,
            ProgressListener watch) {
        ValidationRecipe settings = recipe == null ? Recipe.defaults().validation() : recipe.validation();
        Embedder embedder = new Embedder(
                loaded,
                batch == null ? settings.batch() : batch,
                LoaderSettings.defaults(),
                recipe == null ? Precision.FP32 : recipe.train().precision(),
                watch);
        Pairs pairs = read.pairs();
        CaptionCoverage captions = pairs == null ? null : CaptionCoverage.of(pairs, loaded.textPreparation());
        if (pairs != null && captions != null) {
            DataWarnings.of("data", pairs).forEach(line -> logger().warn("{}", line));
            captions.lines("captions").forEach(line -> logger().warn("{}", line));
        }
        int reranked = rerank == null ? settings.rerank() : rerank;
        if (relevant != null && reranked > 0 && loaded.fusion() != null) {
            throw new InvalidInputException(
                    "--relevance ranks by cosine, but this evaluation re-ranks the top %d; pass --rerank 0"
                            .formatted(reranked));
        }
        Evaluation ofPairs = pairs == null
                ? null
                : Evaluation.of(
                        embedder,
                        pairs,
                        new Evaluation.Settings(
                                read.suites(), reranked, true, precision / 100, seed, strict, cutoff, relevant));
        store(ofPairs == null ? null : ofPairs.calibration());
        LabelledImages labelled = read.labelled();
        if (labelled != null) {
            DataWarnings.wordNetIds(labelled.classes()).ifPresent(line -> logger().warn("classes: {}", line));
        }
        LabelledEvaluation ofClasses = labelled == null
                ? null
                : LabelledEvaluation.of(
                        embedder,
                        labelled,
                        new LabelledEvaluation.Settings(
                                read.suites().contains(Suite.ZERO_SHOT) ? prompts : null,
                                read.suites().contains(Suite.LINEAR_PROBE),
                                learned,
                                probeQuarters,
                                seed));
        RatedPairs judged = read.judged();
        HumanRatings judgements = judged == null ? null : HumanRatings.of(embedder, judged, seed);
        return new EvaluationResults(ofPairs, ofClasses, judgements, captions);
    }

    private void show(EvaluationResults results, EvaluationData read) throws IOException {
        results.skipped()
                .forEach(each -> logger().warn("{} could not be read and was skipped: {}", each.name(), each.reason()));
        Path report = files.write(
                results,
                read,
                model.toString(),
                new Origin(
                        RunOrigin.commandLine(command),
                        Versions.all(),
                        Long.toString(seed),
                        read.digests(),
                        facts(read)));
        if (report != null) {
            logger().info("report in {}", report);
        }
        if (output.json()) {
            output.printDocument(EvaluationJson.document(results));
        } else {
            MetricsTable.print(output.out(), results.metrics());
            DisagreementsTable.print(output.out(), results.disagreements());
        }
    }

    private PromptTemplates prompts(@Nullable LabelledImages labelled) {
        if (templates != null) {
            return PromptTemplates.read(templates);
        }
        return labelled == null ? PromptTemplates.plain() : PromptTemplates.plainFor(labelled.classes());
    }

    private Map<String, String> facts(EvaluationData read) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Model", DataNames.ofModel(model));
        facts.put("Data", data == null ? "held-out data of the run" : DataNames.of(data));
        facts.putAll(read.sizes());
        return facts;
    }

    private void store(@Nullable Calibration calibration) {
        if (calibration != null) {
            CalibrationFile.write(model, calibration);
            logger().info("wrote {}", model.resolve(CalibrationFile.NAME));
        }
    }

    private static Logger logger() {
        return LoggerFactory.getLogger(EvaluateCommand.class); // not static, so that --help does not initialise logging
    }

    private EvaluationData read(@Nullable Recipe recipe, Set<Suite> asked) {
        if (data != null) {
            return EvaluationData.read(data, asked);
        }
        if (recipe == null) {
            throw new InvalidInputException(
                    model + " is not in a run directory, so there is no held-out data; pass --data");
        }
        return EvaluationData.held(recipe, asked);
    }

    private Set<Suite> suites() {
        Set<Suite> asked = EnumSet.noneOf(Suite.class);
        for (String name : suites == null ? List.<String>of() : suites) {
            asked.add(Arrays.stream(Suite.values())
                    .filter(suite -> suite.text().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new InvalidInputException(
                            "unknown --suite %s; %s".formatted(name, UnknownWord.advice(name, SuiteNames.all())))));
        }
        return asked;
    }

    private static RelevanceFile relevance(Path file, @Nullable Pairs pairs) {
        if (pairs == null) {
            throw new InvalidInputException("--relevance requires --suite retrieval");
        }
        return RelevanceFile.read(file, pairs);
    }

    // An option without effect is an error.
    private void requireOptions(Set<Suite> asked) {
        if (!(precision >= 50 && precision < 100)) {
            throw new InvalidInputException("--precision must be at least 50 and below 100, but is " + precision);
        }
        if (batch != null && batch < 1) {
            throw new InvalidInputException("--batch must be at least 1, but is " + batch);
        }
        if (cutoff < 1) {
            throw new InvalidInputException("--cutoff must be at least 1, but is " + cutoff);
        }
        if (relevance != null && !asked.isEmpty() && !asked.contains(Suite.RETRIEVAL)) {
            throw new InvalidInputException("--relevance requires --suite retrieval");
        }
        if (templates != null && !asked.isEmpty() && !asked.contains(Suite.ZERO_SHOT)) {
            throw new InvalidInputException("--templates requires --suite zero-shot");
        }
        if (probeTraining != null && !asked.contains(Suite.LINEAR_PROBE)) {
            throw new InvalidInputException("--probe-training requires --suite linear-probe");
        }
        if (probeQuarters && (probeTraining != null || !asked.contains(Suite.LINEAR_PROBE))) {
            throw new InvalidInputException("--probe-quarters requires --suite linear-probe without --probe-training");
        }
    }

    private void requireFusion(Set<Suite> asked, ImageTextModel loaded) {
        if (asked.contains(Suite.MATCHING) && loaded.fusion() == null) {
            throw new InvalidInputException(
                    "--suite matching requires a model with a fusion, but " + model + " has no fusion.safetensors");
        }
        if (rerank != null && rerank > 0 && loaded.fusion() == null) {
            throw new InvalidInputException(
                    "--rerank requires a model with a fusion, but " + model + " has no fusion.safetensors");
        }
    }
}
