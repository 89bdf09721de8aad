package dev.diptych.cli;

import dev.diptych.Versions;
import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.cli.evaluation.ReportDirectory;
import dev.diptych.cli.support.AuditSummary;
import dev.diptych.cli.support.Json;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.RunOrigin;
import dev.diptych.cli.support.Version;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.format.DataLocation;
import dev.diptych.data.format.DataSet;
import dev.diptych.data.format.DataSets;
import dev.diptych.evaluate.audit.Audit;
import dev.diptych.evaluate.audit.AuditOptions;
import dev.diptych.evaluate.audit.AuditPages;
import dev.diptych.evaluate.audit.AuditTables;
import dev.diptych.evaluate.audit.FindingKind;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.hub.HubCache;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.report.html.Origin;
import dev.diptych.report.progress.ConsoleProgress;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.torch.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `diptych audit`: what is wrong with a data set.
@Command(
        name = "audit",
        description = {
            "Find pairs that do not belong together, duplicates, leaks, and broken captions and images.",
            "Writes audit.csv (every pair), report.html (to look at), audit.json (the counts) and clean.csv (image,caption,"
                    + " without what is below the threshold, unreadable or empty)."
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
            description = "A model's directory, say RUN/model, or its name on the hub.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path model;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "D",
            description =
                    "Pairs, [FORMAT:]PATH[?KEY=VALUE&...], in any format of 'diptych data --help'. Images that are"
                            + " missing and captions that are empty are findings.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String data;

    @Option(
            names = "--against",
            paramLabel = "OTHER",
            description = "Other pairs, say the test split: images of D that are in it too are leaks.")
    private @Nullable String against;

    @Option(
            names = "--fit",
            description =
                    "Train small heads on the model's features of all parts of the data but one and judge that one,"
                            + " for each part, so that no pair is judged by heads that learned it.")
    private boolean fit;

    @Option(names = "--folds", paramLabel = "K", description = "Parts for --fit, 2 to 100 (default: 5).")
    private @Nullable Integer folds;

    @Option(
            names = "--threshold",
            paramLabel = "P",
            description = "Pairs whose probability of belonging together is below P, 0 to 1, are mismatches and not in"
                    + " clean.csv (default: ${DEFAULT-VALUE}).",
            defaultValue = "0.5")
    private double threshold;

    @Option(
            names = "--drop",
            split = ",",
            paramLabel = "FINDING",
            description = "Leave pairs with these findings out of clean.csv too, by their names in audit.csv, say"
                    + " leak,exact_duplicate; of duplicates the first is kept.")
    private @Nullable List<String> drop;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the files go (default: ${DEFAULT-VALUE}).",
            defaultValue = "audit")
    @SuppressWarnings("NullAway.Init") // has a default
    private Path out;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Images or texts encoded at a time.",
            defaultValue = "64")
    private int batch;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the parts and of the wrong pairs to compare with (default: ${DEFAULT-VALUE}).",
            defaultValue = "0")
    private long seed;

    @Override
    public Integer call() throws IOException {
        if (batch < 1) {
            throw new InvalidInputException("--batch " + batch + ": give at least 1");
        }
        if (folds != null && !fit) {
            throw new InvalidInputException("--folds says into how many parts --fit puts the data; give --fit too");
        }
        AuditOptions options =
                new AuditOptions(fit ? (folds == null ? FOLDS : checked(folds)) : 0, threshold, dropped(), seed);
        DataSet set = DataSets.readLeniently(DataLocation.parse(data));
        DataSet other = against == null ? null : DataSets.readLeniently(DataLocation.parse(against));
        Map<FindingKind, Integer> earlier = AuditSummary.earlier(out.resolve(AuditSummary.FILE));
        ReportDirectory.prepare(out, AuditSummary.FILE);
        ImageTextModel loaded = ModelDirectory.load(HubCache.locate(model));
        Audit audit;
        try (ProgressLine progress = ProgressLine.onStandardError()) {
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
        AuditPages.of(audit, "Audit of " + data, origin(set, other), earlier, set.leftOut())
                .write(out.resolve(ReportDirectory.REPORT));
        AuditSummary summary = AuditSummary.of(audit, set.leftOut().size(), files);
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
        return new Origin(RunOrigin.commandLine(command), Versions.all(), Long.toString(seed), digests);
    }

    private static int checked(int folds) {
        if (folds < 2) {
            throw new InvalidInputException("--folds " + folds + ": give 2 to 100");
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
                        "--drop " + name + " is no finding; it can be "
                                + EnumSet.allOf(FindingKind.class).stream()
                                        .map(FindingKind::word)
                                        .collect(Collectors.joining(", ")),
                        unknown);
            }
        }
        return kinds;
    }
}
