package dev.diptych.cli;

import dev.diptych.Versions;
import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.DirectoryLock;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.RunOrigin;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// `diptych interpolate`: what was gained by training, with less of what was lost by it.
@Command(
        name = "interpolate",
        description = {
            "Average the weights of a starting model and of what was trained from it (WiSE-FT), and choose how much of"
                    + " each: the best target among the points that keep enough of a guard.",
            "Writes curve.csv, report.html and the chosen model to --out."
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
            description = "The starting model's directory, say RUN/start (train.keep_start), or its name on the hub.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path start;

    @Parameters(index = "1", paramLabel = "FINISHED", description = "What was trained from it, say RUN/model.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path finished;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "D",
            description =
                    "Pairs of the target, in any format of 'diptych data --help'. The point is chosen on them: take"
                            + " validation data, not a test.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String data;

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            defaultValue = "retrieval.text_to_image.r1",
            description = "The target: a figure of retrieval or consistency (default ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String metric;

    @Option(
            names = "--guard",
            paramLabel = "G",
            description = "Data of what is not to be lost: for linear-probe and zero-shot a folder with classes.csv"
                    + " (image,class) or a folder of images a class, for retrieval and embeddings pairs. By default --data"
                    + " for embeddings.")
    private @Nullable String guard;

    @Option(
            names = "--guard-suite",
            paramLabel = "SUITE",
            description =
                    "How the guard is measured: linear-probe, zero-shot, retrieval or embeddings, which is how near"
                            + " they stay to the starting model's. By default linear-probe, or embeddings without --guard.")
    private @Nullable String suite;

    @Option(
            names = "--templates",
            paramLabel = "FILE[#NAME]",
            description = "Prompts of a class for zero-shot, as in 'diptych evaluate'.")
    private @Nullable String templates;

    @Option(
            names = "--points",
            paramLabel = "N",
            defaultValue = "11",
            description = "Points of the curve, both ends included (default ${DEFAULT-VALUE}).")
    private int points;

    @Option(
            names = "--keep",
            paramLabel = "SHARE",
            defaultValue = "0.9",
            description = "The share of the starting model's guard figure to keep, above 0 and at most 1 (default"
                    + " ${DEFAULT-VALUE}).")
    private double keep;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The directory to make.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "256",
            description = "Images or texts encoded at a time (default ${DEFAULT-VALUE}).")
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
        try (ProgressLine progress = ProgressLine.onStandardError()) {
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
                new Origin(RunOrigin.commandLine(command), Versions.all(), "0", digests),
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
        output.out().printf("%6s %12s %12s %8s %8s%n", "alpha", "target", "guard", "kept", "gained");
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
                "alpha %.3g: target %.4f, guard %.4f",
                point.alpha(),
                point.target().value(),
                point.guard().value());
    }

    private RetentionSuite suite() {
        if (suite == null) {
            return guard == null ? RetentionSuite.EMBEDDINGS : RetentionSuite.LINEAR_PROBE;
        }
        return Arrays.stream(RetentionSuite.values())
                .filter(each -> each.text().equals(suite))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("--guard-suite " + suite + " is unknown; it can be "
                        + Arrays.stream(RetentionSuite.values())
                                .map(RetentionSuite::text)
                                .collect(Collectors.joining(", "))));
    }

    private void requireOptions(RetentionSuite guarded) {
        if (points < 2) {
            throw new InvalidInputException("--points " + points + " must be at least 2, for both ends");
        }
        if (!(keep > 0 && keep <= 1)) {
            throw new InvalidInputException("--keep " + keep + " must be above 0 and at most 1");
        }
        if (batch < 1) {
            throw new InvalidInputException("--batch " + batch + " must be at least 1");
        }
        if (guard == null && guarded != RetentionSuite.EMBEDDINGS) {
            throw new InvalidInputException(
                    "--guard-suite " + guarded.text() + " needs --guard, the data to measure on");
        }
        if (templates != null && guarded != RetentionSuite.ZERO_SHOT) {
            throw new InvalidInputException("--templates is for --guard-suite zero-shot; ask for it or leave it out");
        }
    }
}
