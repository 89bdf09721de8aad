package dev.diptych.cli;

import dev.diptych.Diptych;
import dev.diptych.EmbeddingOptions;
import dev.diptych.EmbeddingResult;
import dev.diptych.base.InvalidInputException;
import dev.diptych.cli.embedding.EmbeddingSummary;
import dev.diptych.cli.support.ComputePrecisionOption;
import dev.diptych.cli.support.NamedChoice;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.RunOrigin;
import dev.diptych.cli.support.StopSignals;
import dev.diptych.cli.support.Version;
import dev.diptych.data.Pairs;
import dev.diptych.data.format.DataLocation;
import dev.diptych.data.format.DataSets;
import dev.diptych.index.embeddings.EmbeddingKind;
import dev.diptych.index.embeddings.EmbeddingLayout;
import dev.diptych.index.embeddings.VectorPrecision;
import dev.diptych.report.progress.ConsoleProgress;
import dev.diptych.report.progress.ProgressLine;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `diptych embed`: writes the embeddings of a data set to files.
@Command(
        name = "embed",
        description = {
            "Embed the images and captions of a data set and write the vectors, with names and captions, as Parquet"
                    + " files or as NumPy files in the layout of clip-retrieval.",
            "An interrupted command is resumed by running it again: no row is missing or doubled."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class EmbedCommand implements Callable<Integer> {

    private static final String BOTH = "both";

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ComputePrecisionOption compute = new ComputePrecisionOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "Directory of a model or of a run, or name of a model on the Hub.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String model;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "D",
            description = "Pairs, [FORMAT:]PATH[?KEY=VALUE&...], in any format listed by 'diptych data --help'; or a"
                    + " folder of images without captions.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String data;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Output directory.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(
            names = "--what",
            paramLabel = "WHAT",
            description = "What to embed: images, captions or both (default: both, if the data have captions).")
    private @Nullable String what;

    @Option(
            names = "--precision",
            paramLabel = "P",
            description = "Stored numbers: float (32 bits) or half (16 bits)"
                    + " (default: float; always half with --layout clip-retrieval).")
    private @Nullable String precision;

    @Option(
            names = "--dimensions",
            paramLabel = "N",
            description = "Keep the first N components and normalise again, for models that were trained for it"
                    + " (default: all).")
    private @Nullable Integer dimensions;

    @Option(
            names = "--layout",
            paramLabel = "LAYOUT",
            defaultValue = "parquet",
            description = "Files: parquet, or clip-retrieval (img_emb/*.npy, text_emb/*.npy, metadata/*.parquet;"
                    + " default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private String layout;

    @Option(
            names = "--part",
            paramLabel = "N",
            description = "Images or captions per file, in whole batches (default: files of at most 32 MiB).")
    private @Nullable Integer part;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Number of images or captions encoded at a time (default: ${DEFAULT-VALUE}).",
            defaultValue = "64")
    private int batch;

    @Option(
            names = "--max-unreadable",
            paramLabel = "SHARE",
            description = "Share of the images, 0 to 1, that may be unreadable (default: ${DEFAULT-VALUE}).",
            defaultValue = "0.05")
    private double unreadable;

    @Override
    public Integer call() {
        requireOptions();
        EmbeddingLayout files = NamedChoice.of("--layout", layout, EmbeddingLayout.values(), EmbeddingLayout::text);
        VectorPrecision stored = stored(files);
        Pairs pairs = DataSets.readImages(DataLocation.parse(data), unreadable);
        EmbeddingOptions options = new EmbeddingOptions(
                kinds(pairs),
                stored,
                dimensions == null ? OptionalInt.empty() : OptionalInt.of(dimensions),
                files,
                batch,
                part == null ? 0 : part,
                unreadable);
        try (ProgressLine progress = ProgressLine.onStandardError();
                Diptych loaded = Diptych.load(Path.of(model), compute.precision())) {
            StopSignals stop = StopSignals.install("writing what is embedded before stopping");
            EmbeddingResult result = embed(loaded, pairs, options, progress, stop);
            if (!result.complete()) {
                progress.say("stopped; resume with: " + RunOrigin.commandLine(command));
                return stop.exitStatus();
            }
            EmbeddingSummary summary = EmbeddingSummary.of(result.manifest(), out);
            summary.unreadable().forEach(each -> progress.say("skipped " + each.name() + ": " + each.reason()));
            if (output.json()) {
                output.printDocument(summary);
            } else {
                summary.print(output.out());
            }
            return 0;
        }
    }

    private EmbeddingResult embed(
            Diptych loaded, Pairs pairs, EmbeddingOptions options, ProgressLine progress, StopSignals stop) {
        try {
            return loaded.writeEmbeddings(pairs, out, options, new ConsoleProgress(progress), stop.token());
        } catch (UncheckedIOException failure) { // for example a full disk
            progress.say("files already written are intact; once the problem is fixed, resume with: "
                    + RunOrigin.commandLine(command));
            throw failure;
        }
    }

    private void requireOptions() {
        requireAtLeastOne("--batch", batch);
        requireAtLeastOne("--part", part);
        requireAtLeastOne("--dimensions", dimensions);
        if (!(unreadable >= 0 && unreadable <= 1)) {
            throw new InvalidInputException("--max-unreadable must be from 0 to 1, but is " + unreadable);
        }
    }

    private static void requireAtLeastOne(String option, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new InvalidInputException(option + " must be at least 1, but is " + value);
        }
    }

    private VectorPrecision stored(EmbeddingLayout files) {
        if (precision == null) {
            return files == EmbeddingLayout.CLIP_RETRIEVAL ? VectorPrecision.HALF : VectorPrecision.FLOAT;
        }
        VectorPrecision asked =
                NamedChoice.of("--precision", precision, VectorPrecision.values(), VectorPrecision::text);
        if (files == EmbeddingLayout.CLIP_RETRIEVAL && asked != VectorPrecision.HALF) {
            throw new InvalidInputException("--layout clip-retrieval stores float16; remove --precision " + precision);
        }
        return asked;
    }

    private Set<EmbeddingKind> kinds(Pairs pairs) {
        if (what == null) {
            return pairs.captions().isEmpty() ? Set.of(EmbeddingKind.IMAGES) : EnumSet.allOf(EmbeddingKind.class);
        }
        if (what.equals(BOTH)) {
            return EnumSet.allOf(EmbeddingKind.class);
        }
        return Set.of(NamedChoice.of("--what", what, EmbeddingKind.values(), EmbeddingKind::text, List.of(BOTH)));
    }
}
