package dev.diptych.cli;

import dev.diptych.Versions;
import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.cli.evaluation.ReportDirectory;
import dev.diptych.cli.support.AuditSummary;
import dev.diptych.cli.support.DataNames;
import dev.diptych.cli.support.Json;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.RunOrigin;
import dev.diptych.cli.support.UnknownWord;
import dev.diptych.cli.support.Version;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.format.DataLocation;
import dev.diptych.data.format.DataSet;
import dev.diptych.data.format.DataSets;
import dev.diptych.data.survey.CaptionCoverage;
import dev.diptych.data.survey.DataWarnings;
import dev.diptych.evaluate.audit.Audit;
import dev.diptych.evaluate.audit.AuditOptions;
import dev.diptych.evaluate.audit.AuditPages;
import dev.diptych.evaluate.audit.AuditTables;
import dev.diptych.evaluate.audit.FindingKind;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.hub.HubCache;
import dev.diptych.image.quality.QualityThresholds;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.report.html.Origin;
import dev.diptych.report.progress.ConsoleProgress;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.torch.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

/// `diptych audit`: finds errors in a data set.
@Command(
        name = "audit",
        description = {
            "Find mismatched pairs, duplicates, leaks, and broken captions and images.",
            "Writes audit.csv (every pair), report.html, audit.json (counts) and clean.csv (image,caption;"
                    + " without pairs below the threshold, unreadable images and empty captions)."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class AuditCommand implements Callable<Integer> {

    private static final int FOLDS = 5;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "Directory of a model or of a run, or name of a model on the Hub.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path model;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "D",
            description = "Pairs, [FORMAT:]PATH[?KEY=VALUE&...], in any format listed by 'diptych data --help'. Missing"
                    + " images and empty captions are reported as findings.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String data;

    @Option(
            names = "--against",
            paramLabel = "OTHER",
            description = "Other pairs, such as the test split; images of D that it contains are reported as leaks.")
    private @Nullable String against;

    @Option(
            names = "--fit",
            description = "Fit projections to the model's features with cross-validation: each fold of the data is"
                    + " scored by projections fitted to the other folds, never by projections fitted to it.")
    private boolean fit;

    @Option(names = "--folds", paramLabel = "K", description = "Number of folds for --fit, 2 to 100 (default: 5).")
    private @Nullable Integer folds;

    @Option(
            names = "--threshold",
            paramLabel = "P",
            description = "Pairs whose probability of matching is below P, 0 to 1, are mismatches and are omitted from"
                    + " clean.csv (default: ${DEFAULT-VALUE}).",
            defaultValue = "0.5")
    private double threshold;

    @Option(
            names = "--drop",
            split = ",",
            paramLabel = "FINDING",
            description = "Also omit pairs with these findings from clean.csv, by their names in audit.csv, such as"
                    + " leak,exact_duplicate. The first of several duplicates is kept.")
    private @Nullable List<String> drop;

    @Option(
            names = "--quality",
            split = ",",
            paramLabel = "NAME=VALUE",
            description = "Thresholds of the quality of images (defaults: blurry=0.29,dark=0.32,light=0.05,"
                    + "low_information=0.3,greyscale=0.5,odd_size=3,odd_aspect=0.35); 0 turns one off.")
    private @Nullable List<String> quality;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Output directory (default: ${DEFAULT-VALUE}).",
            defaultValue = "audit")
    @SuppressWarnings("NullAway.Init") // has a default
    private Path out;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Number of images or texts encoded at a time.",
            defaultValue = "64")
    private int batch;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Random seed for folds and sampled negatives (default: ${DEFAULT-VALUE}).",
            defaultValue = "0")
    private long seed;

    @Override
    public Integer call() throws IOException {
        if (batch < 1) {
            throw new InvalidInputException("--batch must be at least 1, but is " + batch);
        }
        if (folds != null && !fit) {
            throw new InvalidInputException("--folds requires --fit");
        }
        AuditOptions options = new AuditOptions(
                fit ? (folds == null ? FOLDS : checked(folds)) : 0,
                threshold,
                dropped(),
                seed,
                QualityThresholds.parse("--quality", quality == null ? List.of() : quality));
        DataSet set = DataSets.readLeniently(DataLocation.parse(data));
        DataSet other = against == null ? null : DataSets.readLeniently(DataLocation.parse(against));
        Map<FindingKind, Integer> earlier = AuditSummary.earlier(out.resolve(AuditSummary.FILE));
        ReportDirectory.prepare(out, AuditSummary.FILE);
        ImageTextModel loaded = ModelDirectory.load(HubCache.locate(model));
        Logger log = LoggerFactory.getLogger(AuditCommand.class);
        CaptionCoverage captions = CaptionCoverage.of(set.pairs(), loaded.textPreparation());
        List<String> notes = new ArrayList<>(DataWarnings.of("data", set.pairs()));
        notes.addAll(captions.lines("captions"));
        notes.forEach(line -> log.warn("{}", line));
        Audit audit;
        try (ProgressLine progress = output.progress()) {
            Embedder embedder = new Embedder(
                    loaded, batch, LoaderSettings.defaults(), Precision.FP32, new ConsoleProgress(progress));
            audit = Audit.of(embedder, set.pairs(), other == null ? null : other.pairs(), options);
        }
        Map<String, String> files = new LinkedHashMap<>();
        files.put("table", out.resolve("audit.csv").toString());
        files.put("page", out.resolve(ReportDirectory.REPORT).toString());
        files.put("clean", out.resolve("clean.csv").toString());
        AuditTables.writeAll(audit, out.resolve("audit.csv"));
        AuditTables.writeClean(audit, out.resolve("clean.csv"));
        AuditPages.of(
                        audit,
                        "Audit of " + DataNames.of(data),
                        origin(set, other),
                        notes,
                        earlier,
                        set.leftOut(),
                        threshold)
                .write(out.resolve(ReportDirectory.REPORT));
        AuditSummary summary = AuditSummary.of(
                DataLocation.parse(data).absolute().toString(),
                audit,
                set.leftOut().size(),
                captions,
                files);
        AtomicFile.write(out.resolve(AuditSummary.FILE), Json.document(summary) + "\n");
        if (output.json()) {
            output.printDocument(summary);
        } else {
            summary.print(output.out());
        }
        return 0;
    }

    private Origin origin(DataSet set, @Nullable DataSet other) throws IOException {
        Map<String, String> digests = new LinkedHashMap<>();
        digests.put("pairs", set.pairs().digest());
        if (other != null) {
            digests.put("other pairs", other.pairs().digest());
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Model", DataNames.ofModel(model));
        facts.put("Data", DataNames.of(data));
        facts.put(
                "Pairs",
                "%,d of %,d images"
                        .formatted(
                                set.pairs().captions().size(),
                                set.pairs().images().size()));
        if (against != null && other != null) {
            facts.put(
                    "Compared with",
                    DataNames.of(against)
                            + ", %,d images".formatted(other.pairs().images().size()));
        }
        return new Origin(RunOrigin.commandLine(command), Versions.all(), Long.toString(seed), digests, facts);
    }

    private static int checked(int folds) {
        if (folds < 2) {
            throw new InvalidInputException("--folds must be between 2 and 100, but is " + folds);
        }
        return folds;
    }

    private Set<FindingKind> dropped() {
        Set<FindingKind> kinds = EnumSet.noneOf(FindingKind.class);
        for (String name : drop == null ? List.<String>of() : drop) {
            try {
                kinds.add(FindingKind.valueOf(name.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException unknown) {
                throw new InvalidInputException(
                        "--drop: unknown finding %s; %s"
                                .formatted(
                                        name,
                                        UnknownWord.advice(
                                                name,
                                                EnumSet.allOf(FindingKind.class).stream()
                                                        .map(FindingKind::word)
                                                        .toList())),
                        unknown);
            }
        }
        return kinds;
    }
}
