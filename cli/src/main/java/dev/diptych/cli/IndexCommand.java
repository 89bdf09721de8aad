package dev.diptych.cli;

import dev.diptych.Diptych;
import dev.diptych.IndexingResult;
import dev.diptych.base.InvalidInputException;
import dev.diptych.cli.search.IndexSummary;
import dev.diptych.cli.search.LuceneLogging;
import dev.diptych.cli.support.ComputePrecisionOption;
import dev.diptych.cli.support.NamedChoice;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.RunOrigin;
import dev.diptych.cli.support.StopSignals;
import dev.diptych.cli.support.TextLines;
import dev.diptych.cli.support.Version;
import dev.diptych.data.Pairs;
import dev.diptych.data.format.DataLocation;
import dev.diptych.data.format.DataSets;
import dev.diptych.index.Index;
import dev.diptych.index.IndexSettings;
import dev.diptych.index.SearchKind;
import dev.diptych.index.embeddings.EmbeddingDirectory;
import dev.diptych.index.embeddings.EmbeddingImport;
import dev.diptych.index.embeddings.EmbeddingKind;
import dev.diptych.report.progress.ConsoleProgress;
import dev.diptych.report.progress.ProgressLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `diptych index`: creates an index for search, or adds to one and deletes from it.
@Command(
        name = "index",
        description = {
            "Index the images of a data set, or of a directory that 'diptych embed' wrote, for 'diptych search'.",
            "Adds to an existing index the images that it does not have, so that an interrupted command is resumed by"
                    + " running it again."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class IndexCommand implements Callable<Integer> {

    // Comparing a query with as many vectors of 8 bits takes a few milliseconds.
    private static final int MOST_SCANNED = 50_000;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ComputePrecisionOption compute = new ComputePrecisionOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            description = "Directory that 'diptych embed' wrote, or one in the layout of clip-retrieval.")
    private @Nullable Path embeddings;

    @Option(
            names = "--data",
            paramLabel = "D",
            description = "Images to embed, with or without captions, in any format listed by 'diptych data --help';"
                    + " instead of DIR.")
    private @Nullable String data;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "Directory of a model or of a run, or name of a model on the Hub (default: the model of DIR"
                    + " or of the index).")
    private @Nullable String model;

    @Option(names = "--out", required = true, paramLabel = "INDEX", description = "Directory of the index.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "exact, exact-half (float16), hnsw (graph over vectors of 8 bits per dimension) or hnsw-1bit"
                    + " (default: exact up to a million images, otherwise hnsw). Only for a new index.")
    private @Nullable String kind;

    @Option(
            names = "--images",
            paramLabel = "FOLDER",
            description = "Folder to which the image names of DIR are relative, so that results have image files.")
    private @Nullable Path images;

    @Option(
            names = "--delete",
            paramLabel = "FILE",
            description = "Delete the items whose ids, one per line, are in this file.")
    private @Nullable Path delete;

    @Option(
            names = "--unanswerable",
            paramLabel = "FILE",
            description = "Queries that fit no image, one per line, from which the probability that an image fits is"
                    + " estimated (default: captions of the index, each with the images that share one of its words"
                    + " held out).")
    private @Nullable Path unanswerable;

    @Option(
            names = "--keep",
            paramLabel = "SHARE",
            defaultValue = "0.95",
            description = "Share of the queries with a fitting image that keep their answer; the others are answered"
                    + " \"nothing fits\" (default: ${DEFAULT-VALUE}).")
    private double keep;

    @Option(
            names = "--no-estimate",
            description = "Do not estimate when nothing fits; then DIR is indexed without loading the model.")
    private boolean noEstimate;

    @Option(
            names = "--self-contained",
            description = "Copy the text encoder of the model into the index, so that it can be moved and searched by"
                    + " texts without the model.")
    private boolean selfContained;

    @Option(
            names = "--compact",
            description = "Merge the parts of the index at the end: slower to build, faster to search. An index with"
                    + " graphs does this by itself when more than 50,000 items are not in a graph.")
    private boolean compact;

    @Option(
            names = "--commit",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Images of --data between two commits, which an interruption does not lose (default:"
                    + " ${DEFAULT-VALUE}).")
    private int committed;

    @Option(
            names = "--max-unreadable",
            paramLabel = "SHARE",
            description = "Share of the images, 0 to 1, that may be unreadable (default: ${DEFAULT-VALUE}).",
            defaultValue = "0.05")
    private double unreadable;

    @Override
    public Integer call() throws IOException {
        requireOptions();
        LuceneLogging.onlyErrors();
        StopSignals stop = StopSignals.install("writing what is indexed before stopping");
        try (ProgressLine progress = ProgressLine.onStandardError()) {
            IndexSummary summary =
                    embeddings == null ? ofData(progress, stop) : ofEmbeddings(embeddings, progress, stop);
            if (!summary.complete()) {
                progress.say("stopped; resume with: " + RunOrigin.commandLine(command));
                return stop.exitStatus();
            }
            summary.unreadable().forEach((name, reason) -> progress.say("skipped " + name + ": " + reason));
            if (output.json()) {
                output.printDocument(summary);
            } else {
                summary.print(output.out());
            }
            return 0;
        } catch (UncheckedIOException failure) { // for example a full disk
            System.err.println(
                    "diptych: the last commit of the index is intact; once the problem is fixed, resume with: "
                            + RunOrigin.commandLine(command));
            throw failure;
        }
    }

    private void requireOptions() {
        if (embeddings != null && data != null) {
            throw new InvalidInputException("DIR and --data exclude each other; index them one after the other");
        }
        if (embeddings == null && data == null && delete == null && !selfContained) {
            throw new InvalidInputException("nothing to index; pass DIR, --data, --delete or --self-contained");
        }
        if (images != null && embeddings == null) {
            throw new InvalidInputException("--images requires DIR; with --data the files are known");
        }
        if (compute.isGiven() && data == null) {
            throw new InvalidInputException("--compute-precision requires --data, whose images are encoded");
        }
        if (!(unreadable >= 0 && unreadable <= 1)) {
            throw new InvalidInputException("--max-unreadable must be from 0 to 1, but is " + unreadable);
        }
        if (committed < 1) {
            throw new InvalidInputException("--commit must be at least 1, but is " + committed);
        }
        if (!(keep > 0 && keep < 1)) {
            throw new InvalidInputException("--keep must be between 0 and 1, but is " + keep);
        }
        if (noEstimate && unanswerable != null) {
            throw new InvalidInputException("--unanswerable and --no-estimate exclude each other");
        }
    }

    private IndexSummary ofData(ProgressLine progress, StopSignals stop) throws IOException {
        Pairs pairs = data == null ? null : DataSets.readImages(DataLocation.parse(data), unreadable);
        boolean exists = Index.isAt(out);
        if (!exists && (pairs == null || model == null)) {
            throw new InvalidInputException(
                    pairs == null ? out + ": no such index" : "a new index of --data requires --model");
        }
        if (pairs == null && noEstimate && !selfContained) { // only deletes
            try (Index index = Index.open(out)) {
                return finished(index, null, progress, stop, 0, 0, new TreeMap<>());
            }
        }
        try (Diptych loaded = load(model == null ? modelOfIndex() : model);
                Index index = open(() -> loaded.indexSettings(
                        kind(pairs == null ? 0 : pairs.images().size())))) {
            if (pairs == null) {
                return finished(index, loaded, progress, stop, 0, 0, new TreeMap<>());
            }
            IndexingResult result = loaded.addTo(index, pairs, committed, new ConsoleProgress(progress), stop.token());
            if (!result.complete()) {
                return IndexSummary.stopped(index);
            }
            requireReadable(result.unreadable().size(), pairs.images().size(), result.unreadable());
            return finished(index, loaded, progress, stop, result.added(), result.present(), result.unreadable());
        }
    }

    private IndexSummary ofEmbeddings(Path from, ProgressLine progress, StopSignals stop) throws IOException {
        EmbeddingDirectory source = EmbeddingDirectory.open(from);
        var reference = source.manifest().model();
        if (reference == null && model == null && !Index.isAt(out)) {
            throw new InvalidInputException(
                    from + ": does not name its model, as in the layout of clip-retrieval; pass --model");
        }
        boolean needsModel = !noEstimate || selfContained || reference == null;
        String name = model != null ? model : reference != null ? reference.path() : modelOfIndex();
        try (Diptych loaded = needsModel ? load(name) : null;
                Index index = open(() -> EmbeddingImport.settings(
                        source,
                        loaded == null ? null : loaded.reference(),
                        kind(source.set(EmbeddingKind.IMAGES).rows())))) {
            var imported = EmbeddingImport.add(source, index, images, new ConsoleProgress(progress), stop.token());
            if (!imported.complete()) {
                return IndexSummary.stopped(index);
            }
            return finished(index, loaded, progress, stop, imported.added(), imported.present(), new TreeMap<>());
        }
    }

    private interface Settings {
        IndexSettings get();
    }

    private Index open(Settings settings) {
        if (!Index.isAt(out)) {
            return Index.create(out, settings.get());
        }
        Index index = Index.open(out);
        if (kind != null && index.info().kind() != SearchKind.named(kind)) {
            index.close();
            throw new InvalidInputException(
                    out + ": is of the kind " + index.info().kind().word() + "; remove --kind or choose another --out");
        }
        return index;
    }

    private SearchKind kind(long count) {
        return kind == null
                ? SearchKind.forCount(count)
                : NamedChoice.of("--kind", kind, SearchKind.values(), SearchKind::word);
    }

    private String modelOfIndex() {
        try (Index index = Index.open(out)) {
            return index.info().model().path();
        }
    }

    private Diptych load(String name) {
        return Diptych.load(Path.of(name), compute.precision());
    }

    private void requireReadable(int failed, int all, SortedMap<String, String> reasons) {
        if (failed > unreadable * all) {
            throw new InvalidInputException(
                    "%d of %d images cannot be read, more than --max-unreadable permits; the first"
                                    .formatted(failed, all)
                            + " is " + reasons.firstKey() + ": " + reasons.get(reasons.firstKey())
                            + "; the readable ones are in the index");
        }
    }

    private IndexSummary finished(
            Index index,
            @Nullable Diptych loaded,
            ProgressLine progress,
            StopSignals stop,
            int added,
            int present,
            SortedMap<String, String> failed)
            throws IOException {
        int before = index.size();
        if (delete != null) {
            index.delete(TextLines.read(delete));
            index.commit();
        }
        int scanned = index.itemsWithoutGraph();
        if (compact || scanned > MOST_SCANNED) {
            progress.say(
                    scanned == 0
                            ? "merging the parts of the index"
                            : "building the graph of %,d items".formatted(index.size()));
            compact(index, progress, stop);
        }
        if (selfContained && loaded != null) {
            loaded.copyTextEncoderTo(index);
        }
        boolean changed = added > 0
                || delete != null
                || unanswerable != null
                || index.answerability().isEmpty();
        if (!noEstimate && loaded != null && changed && index.size() > 0) {
            List<String> texts = unanswerable == null ? List.of() : TextLines.read(unanswerable);
            if (loaded.fitAnswerability(index, texts, keep).isEmpty()) {
                progress.say("too few captions to estimate when nothing fits: at least 20 are needed, or texts with"
                        + " --unanswerable; results have no probability");
            }
        }
        return IndexSummary.of(index, added, present, before - index.size(), failed);
    }

    // Lucene cannot interrupt a merge, which may build a graph. A signal ends the process: the last commit is intact.
    private void compact(Index index, ProgressLine progress, StopSignals stop) {
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                stop.await();
                progress.say("stopped; the items are in the index, but its parts are not merged; resume with: "
                        + RunOrigin.commandLine(command));
                Runtime.getRuntime().halt(stop.exitStatus());
            } catch (InterruptedException e) {
                // the merge is complete
            }
        });
        try {
            index.compact();
        } finally {
            waiting.interrupt();
        }
    }
}
