package dev.diptych.cli;

import dev.diptych.Versions;
import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.DirectoryLock;
import dev.diptych.cli.support.DataNames;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.RunOrigin;
import dev.diptych.cli.support.UnknownWord;
import dev.diptych.cli.support.Version;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.evaluate.EmbeddingDrift;
import dev.diptych.evaluate.PlainInputs;
import dev.diptych.evaluate.RetentionBenchmark;
import dev.diptych.evaluate.RetentionSuite;
import dev.diptych.evaluate.SelectionMetric;
import dev.diptych.evaluate.TradeOff;
import dev.diptych.evaluate.WeightCurve;
import dev.diptych.evaluate.classification.PromptTemplates;
import dev.diptych.evaluate.page.TradeOffReport;
import dev.diptych.hub.HubCache;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.model.checkpoint.WeightInterpolation;
import dev.diptych.report.html.Origin;
import dev.diptych.report.progress.ConsoleProgress;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.torch.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// `diptych interpolate`: interpolates weights to keep the gain of training and lose less (WiSE-FT).
@Command(
        name = "interpolate",
        description = {
            "Interpolate between the weights of a starting model and a model trained from it (WiSE-FT), and select"
                    + " the point with the best target among those that pass the retention check.",
            "Writes curve.csv, report.html and the selected model to --out."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class InterpolateCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(
            index = "0",
            paramLabel = "START",
            description = "Starting model: a directory, such as RUN/start (train.keep_start), or a name on the Hub.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path start;

    @Parameters(
            index = "1",
            paramLabel = "FINISHED",
            description = "Model that was trained from it, such as RUN/model.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path finished;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "D",
            description =
                    "Pairs for the target, in any format listed by 'diptych data --help'. The point is selected on"
                            + " them: use validation data, not test data.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String data;

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            defaultValue = "retrieval.text_to_image.r1",
            description = "Target: a retrieval or consistency metric (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String metric;

    @Option(
            names = "--guard",
            paramLabel = "G",
            description =
                    "Data that measure the capability to preserve: for linear-probe and zero-shot a folder with classes.csv"
                            + " (image,class) or one folder per class, for retrieval and embeddings pairs. By default --data"
                            + " with suite embeddings.")
    private @Nullable String guard;

    @Option(
            names = "--guard-suite",
            paramLabel = "SUITE",
            description =
                    "Metric of the retention check: linear-probe, zero-shot, retrieval or embeddings, the similarity"
                            + " to the starting model's embeddings. By default linear-probe, or embeddings without --guard.")
    private @Nullable String suite;

    @Option(
            names = "--templates",
            paramLabel = "FILE[#NAME]",
            description = "Prompt templates for zero-shot, as in 'diptych evaluate'.")
    private @Nullable String templates;

    @Option(
            names = "--points",
            paramLabel = "N",
            defaultValue = "11",
            description = "Number of points of the curve, including both ends (default: ${DEFAULT-VALUE}).")
    private int points;

    @Option(
            names = "--keep",
            paramLabel = "SHARE",
            defaultValue = "0.9",
            description = "Share of the starting model's retention metric to retain, above 0 and at most 1 (default:"
                    + " ${DEFAULT-VALUE}).")
    private double keep;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Output directory, created by the command.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "256",
            description = "Number of images or texts encoded at a time (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Override
    public Integer call() throws IOException {
        SelectionMetric target = SelectionMetric.of("--metric", metric, List.of("retrieval.", "consistency."));
        RetentionSuite guarded = suite();
        requireOptions(guarded);
        show(measured(target, guarded));
        return 0;
    }

    private TradeOffReport measured(SelectionMetric target, RetentionSuite guarded) throws IOException {
        Path from = HubCache.locate(start);
        Path to = HubCache.locate(finished);
        PromptTemplates prompts = templates == null ? PromptTemplates.plain() : PromptTemplates.read(templates);
        LoaderSettings loading = LoaderSettings.defaults();
        Pairs pairs = RetentionBenchmark.pairs(data, loading.unreadableShare());
        try (ProgressLine progress = output.progress()) {
            PlainInputs inputs = new PlainInputs(batch, loading, Precision.FP32, new ConsoleProgress(progress));
            EmbeddingDrift.Start origin = () -> inputs.embedder(ModelDirectory.load(from));
            RetentionBenchmark guards = guard == null
                    ? new RetentionBenchmark.Staying(pairs, new EmbeddingDrift(origin))
                    : RetentionBenchmark.read(guarded, guard, prompts, origin, loading.unreadableShare());
            WeightCurve curve = new WeightCurve(
                    new RetentionBenchmark.Retrieving(pairs, target.name()),
                    target,
                    guards,
                    inputs::embedder,
                    point -> progress.say(line(point)));
            WeightInterpolation models = WeightInterpolation.open(from, to);
            try (DirectoryLock _ = DirectoryLock.takeEmpty(out, "a curve")) {
                TradeOff measured = curve.measure(models, points, keep);
                ModelDirectory.save(
                        out.resolve("model"), models.at(measured.chosen().alpha()));
                TradeOffReport report = report(measured, digests(pairs, guards));
                report.writeTable(out.resolve("curve.csv"));
                report.writePage(out.resolve("report.html"));
                progress.say("model in " + out.resolve("model") + ", report in " + out.resolve("report.html"));
                return report;
            }
        }
    }

    private TradeOffReport report(TradeOff curve, Map<String, String> digests) throws IOException {
        return new TradeOffReport(
                curve,
                new Origin(
                        RunOrigin.commandLine(command),
                        Versions.all(),
                        "0",
                        digests,
                        Map.of("Data", DataNames.of(data))),
                start.toString(),
                finished.toString(),
                data,
                guard == null ? data : guard);
    }

    private static Map<String, String> digests(Pairs target, RetentionBenchmark guards) {
        Map<String, String> digests = new LinkedHashMap<>();
        digests.put("target", target.digest());
        digests.put("guard", guards.digest());
        return digests;
    }

    private void show(TradeOffReport report) {
        if (output.json()) {
            ObjectNode document = report.toTree();
            document.put("model", out.resolve("model").toString());
            output.printDocument(document);
            return;
        }
        TradeOff curve = report.curve();
        output.out().printf("%6s %12s %12s %8s %8s%n", "alpha", "target", "retention", "retained", "gained");
        for (TradeOff.Point point : curve.points()) {
            output.out()
                    .printf(
                            Locale.ROOT,
                            "%6.3g %12.4f %12.4f %8s %8s%s%n",
                            point.alpha(),
                            point.target().value(),
                            point.guard().value(),
                            percent(curve.kept(point)),
                            percent(curve.gained(point)),
                            point.equals(curve.chosen()) ? "  chosen" : "");
        }
        output.out().println(report.verdict());
        output.out().flush();
    }

    private static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", 100 * share) : "-";
    }

    private static String line(TradeOff.Point point) {
        return String.format(
                Locale.ROOT,
                "alpha %.3g: target %.4f, retention %.4f",
                point.alpha(),
                point.target().value(),
                point.guard().value());
    }

    private RetentionSuite suite() {
        String name = suite;
        if (name == null) {
            return guard == null ? RetentionSuite.EMBEDDINGS : RetentionSuite.LINEAR_PROBE;
        }
        List<String> known =
                Arrays.stream(RetentionSuite.values()).map(RetentionSuite::text).toList();
        return Arrays.stream(RetentionSuite.values())
                .filter(each -> each.text().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "unknown --guard-suite %s; %s".formatted(name, UnknownWord.advice(name, known))));
    }

    private void requireOptions(RetentionSuite guarded) {
        if (points < 2) {
            throw new InvalidInputException("--points must be at least 2, but is " + points);
        }
        if (!(keep > 0 && keep <= 1)) {
            throw new InvalidInputException("--keep must be above 0 and at most 1, but is " + keep);
        }
        if (batch < 1) {
            throw new InvalidInputException("--batch must be at least 1, but is " + batch);
        }
        if (guard == null && guarded != RetentionSuite.EMBEDDINGS) {
            throw new InvalidInputException(
                    "--guard-suite " + guarded.text() + " requires --guard with the data to measure");
        }
        if (templates != null && guarded != RetentionSuite.ZERO_SHOT) {
            throw new InvalidInputException("--templates requires --guard-suite zero-shot");
        }
    }
}
