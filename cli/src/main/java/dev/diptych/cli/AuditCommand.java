package dev.diptych.cli;

import dev.diptych.InvalidInputException;
import dev.diptych.audit.Audit;
import dev.diptych.audit.AuditOptions;
import dev.diptych.audit.AuditPages;
import dev.diptych.audit.AuditTables;
import dev.diptych.audit.AuditedPair;
import dev.diptych.audit.FindingKind;
import dev.diptych.data.LoaderSettings;
import dev.diptych.data.Pairs;
import dev.diptych.data.format.LenientCaptions;
import dev.diptych.evaluate.Embedder;
import dev.diptych.hub.HubCache;
import dev.diptych.model.ModelDirectory;
import dev.diptych.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
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
            "Writes audit.csv (every pair), audit.html (to look at) and clean.csv (image,caption, without what is below"
                    + " the threshold, unreadable or empty)."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class AuditCommand implements Callable<Integer> {

    private static final int SHOWN = 20;
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

    @Option(names = "--data", required = true, paramLabel = "D", description = "A folder with captions.csv.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path data;

    @Option(
            names = "--against",
            paramLabel = "OTHER",
            description = "Another folder, say the test split: images of D that are in it too are leaks.")
    private @Nullable Path against;

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

    /// The document of `--json`.
    record Document(
            int pairs,
            int images,
            int judged,
            int kept,
            double wrongShare,
            Map<String, Integer> findings,
            List<Worst> worst,
            Map<String, String> files) {}

    /// A pair that belongs together least.
    record Worst(
            int rank,
            double probability,
            String image,
            String caption,
            @Nullable String betterCaption) {}

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
        Pairs pairs = LenientCaptions.read(data);
        Pairs other = against == null ? null : LenientCaptions.read(against);
        Embedder embedder = new Embedder(
                ModelDirectory.load(HubCache.locate(model)), batch, LoaderSettings.defaults(), Precision.FP32);
        Audit audit = Audit.of(embedder, pairs, other, options);
        Files.createDirectories(out);
        Map<String, String> files = new LinkedHashMap<>();
        files.put("table", out.resolve("audit.csv").toString());
        files.put("page", out.resolve("audit.html").toString());
        files.put("clean", out.resolve("clean.csv").toString());
        AuditTables.writeAll(audit, out.resolve("audit.csv"));
        AuditTables.writeClean(audit, out.resolve("clean.csv"));
        AuditPages.of(audit, "Audit of " + data, commandLine()).write(out.resolve("audit.html"));
        show(audit, files);
        return 0;
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

    private void show(Audit audit, Map<String, String> files) {
        Map<String, Integer> findings = new LinkedHashMap<>();
        audit.counts().forEach((kind, count) -> findings.put(kind.word(), count));
        List<AuditedPair> ranked = audit.ranked();
        int kept = (int) audit.pairs().stream().filter(AuditedPair::kept).count();
        if (output.json()) {
            List<Worst> worst = ranked.stream()
                    .limit(SHOWN)
                    .map(pair -> new Worst(
                            java.util.Objects.requireNonNull(pair.rank()),
                            java.util.Objects.requireNonNull(pair.probability()),
                            pair.image(),
                            pair.caption(),
                            pair.better()))
                    .toList();
            output.printDocument(new Document(
                    audit.pairs().size(),
                    audit.data().images().size(),
                    ranked.size(),
                    kept,
                    audit.wrongShare(),
                    findings,
                    worst,
                    files));
            return;
        }
        var out = output.out();
        out.println(String.format(
                Locale.ROOT,
                "%,d pairs of %,d images; an estimated %.1f %% do not belong together; %,d are in clean.csv",
                audit.pairs().size(),
                audit.data().images().size(),
                100 * audit.wrongShare(),
                kept));
        findings.forEach((word, count) -> out.println(String.format(Locale.ROOT, "%8d  %s", count, word)));
        files.values().forEach(out::println);
        out.flush();
    }

    private String commandLine() {
        return "diptych audit "
                + command.commandLine().getParseResult().originalArgs().stream()
                        .map(word -> word.matches("[\\w./=:,+-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" "));
    }
}
