package dev.diptych.cli;

import dev.diptych.Diptych;
import dev.diptych.Query;
import dev.diptych.SearchResult;
import dev.diptych.Versions;
import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.cli.pictures.PictureOption;
import dev.diptych.cli.pictures.PictureProtocol;
import dev.diptych.cli.pictures.StandardOutput;
import dev.diptych.cli.search.AnswerabilityCurve;
import dev.diptych.cli.search.LuceneLogging;
import dev.diptych.cli.search.NeighbourSearch;
import dev.diptych.cli.search.SearchHtml;
import dev.diptych.cli.search.SearchSummary;
import dev.diptych.cli.search.SearchTimes;
import dev.diptych.cli.support.DataNames;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.RunOrigin;
import dev.diptych.cli.support.TextLines;
import dev.diptych.cli.support.Version;
import dev.diptych.data.FileImage;
import dev.diptych.index.Filter;
import dev.diptych.index.Index;
import dev.diptych.report.html.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `diptych search`: finds images in an index.
@Command(
        name = "search",
        description = {
            "Find the images of an index that fit a text, images, or both.",
            "Says that nothing fits if the index has an estimated probability of that: see docs/search.md."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class SearchCommand implements Callable<Integer> {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Parameters(index = "0", paramLabel = "INDEX", description = "Directory that 'diptych index' wrote.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path directory;

    @Parameters(index = "1", arity = "0..1", paramLabel = "TEXT", description = "What the images show.")
    private @Nullable String text;

    @Option(
            names = "--image",
            paramLabel = "F",
            description = "Image file to which results are similar; repeatable, and in addition to TEXT.")
    private List<Path> images = new ArrayList<>();

    @Option(
            names = "--image-weight",
            paramLabel = "W",
            defaultValue = "1",
            description = "Weight of each image; that of TEXT is 1 (default: ${DEFAULT-VALUE}).")
    private double imageWeight;

    @Option(names = "--not", paramLabel = "TEXT", description = "What the images do not show; repeatable.")
    private List<String> excluded = new ArrayList<>();

    @Option(
            names = "--not-weight",
            paramLabel = "W",
            defaultValue = "0.5",
            description = "Weight with which --not is subtracted (default: ${DEFAULT-VALUE}).")
    private double excludedWeight;

    @Option(
            names = "--filter",
            paramLabel = "CONDITION",
            description =
                    "Condition on metadata that results fulfil, such as category=shoe, category!=shoe or price<20;"
                            + " repeatable.")
    private List<String> filters = new ArrayList<>();

    @Option(
            names = "--words",
            paramLabel = "WORDS",
            description = "Words that captions should contain: their ranking (BM25) is combined with that of the"
                    + " embeddings.")
    private @Nullable String words;

    @Option(names = "-k", paramLabel = "K", defaultValue = "10", description = "Number of results (default: 10).")
    private int limit;

    @Option(
            names = "--rerank",
            paramLabel = "N",
            description = "Order the best N images again by the matching head of the model, which reads their files.")
    private @Nullable Integer rerank;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "Where the model of the index is now (default: the path that the index records).")
    private @Nullable String model;

    @Option(
            names = "--pictures",
            paramLabel = "HOW",
            defaultValue = PictureOption.AUTO,
            description = "Small pictures next to the results: auto (if the terminal is known to show them), never, or"
                    + " the protocol of the terminal: kitty, iterm2 or sixel (default: ${DEFAULT-VALUE}).")
    private String pictures = PictureOption.AUTO;

    @Option(names = "--html", paramLabel = "FILE", description = "Also write a page with the images.")
    private @Nullable Path html;

    @Option(
            names = "--evaluate",
            arity = "2",
            paramLabel = "FILE",
            description =
                    "Instead of TEXT: queries that an image of the index fits, and queries that none fits, one per"
                            + " line in two files. Prints the rates at which they are answered \"nothing fits\".")
    private @Nullable List<Path> evaluated;

    @Mixin
    private final NeighbourSearch many = new NeighbourSearch();

    @Override
    public Integer call() throws IOException {
        LuceneLogging.onlyErrors();
        if (evaluated != null && (text != null || !images.isEmpty() || html != null)) {
            throw new InvalidInputException("--evaluate excludes TEXT, --image and --html");
        }
        PictureProtocol protocol = PictureOption.protocol(pictures, StandardOutput.isTerminal(), System.getenv())
                .orElse(null);
        if (many.isWanted()) {
            return neighbours();
        }
        if (evaluated == null && text == null && images.isEmpty()) {
            throw new InvalidInputException(
                    "nothing to search for; pass TEXT or --image, or --image-file-list or --data for many images");
        }
        SearchTimes times = new SearchTimes();
        try (Index index = Index.open(directory)) {
            times.reached("the index is open");
            try (Diptych loaded = load(index)) {
                times.reached("the model is loaded");
                if (evaluated != null) {
                    evaluate(loaded, index, evaluated);
                    return 0;
                }
                SearchResult result = loaded.search(index, query());
                times.reached("the query is answered");
                print(loaded, index, result, protocol);
            }
        }
        return 0;
    }

    private void evaluate(Diptych loaded, Index index, List<Path> files) throws IOException {
        AnswerabilityCurve curve =
                AnswerabilityCurve.of(search(loaded, index, files.get(0)), search(loaded, index, files.get(1)));
        if (output.json()) {
            output.printDocument(curve);
        } else {
            curve.print(output.out());
        }
    }

    private void print(Diptych loaded, Index index, SearchResult result, @Nullable PictureProtocol protocol)
            throws IOException {
        if (html != null) {
            Origin origin = new Origin(
                    RunOrigin.commandLine(command),
                    Versions.all(),
                    "none",
                    Map.of("model", loaded.reference().digest()),
                    Map.of("Index", "%s, %,d images".formatted(DataNames.of(directory.toString()), index.size())));
            AtomicFile.write(html, SearchHtml.page(description(), result, origin));
        }
        SearchSummary summary = SearchSummary.of(description(), index, result);
        if (output.json()) {
            output.printDocument(summary);
        } else {
            summary.print(output.out(), protocol);
        }
    }

    private int neighbours() throws IOException {
        if (text != null
                || !images.isEmpty()
                || !excluded.isEmpty()
                || words != null
                || rerank != null
                || html != null
                || evaluated != null) {
            throw new InvalidInputException(
                    "--image-file-list, --data and --out can be combined with -k, --filter and" + " --model only");
        }
        try (Index index = Index.open(directory);
                Diptych loaded = load(index)) {
            return many.run(index, loaded, limit, filters(), output);
        }
    }

    private List<Filter> filters() {
        return filters.stream().map(Filter::parse).toList();
    }

    private Diptych load(Index index) {
        return model == null
                ? Diptych.forSearch(index, !images.isEmpty() || rerank != null || many.isWanted())
                : Diptych.loadTextsFirst(Path.of(model));
    }

    private Query query() {
        List<Query.Part> parts = new ArrayList<>();
        if (text != null) {
            parts.add(new Query.TextPart(text, 1));
        }
        for (Path image : images) {
            parts.add(new Query.ImagePart(image.toString(), new FileImage(image), imageWeight));
        }
        for (String each : excluded) {
            parts.add(new Query.TextPart(each, -excludedWeight));
        }
        return query(parts);
    }

    private Query query(List<Query.Part> parts) {
        return new Query(parts, filters(), limit, rerank == null ? OptionalInt.empty() : OptionalInt.of(rerank), words);
    }

    private List<SearchResult> search(Diptych loaded, Index index, Path file) throws IOException {
        List<String> texts =
                TextLines.read(file).stream().filter(line -> !line.isBlank()).toList();
        if (texts.isEmpty()) {
            throw new InvalidInputException(file + ": contains no query; write one per line");
        }
        return loaded.search(
                index,
                texts.stream()
                        .map(each -> query(List.of(new Query.TextPart(each, 1))))
                        .toList());
    }

    private String description() {
        List<String> parts = new ArrayList<>();
        if (text != null) {
            parts.add(text);
        }
        images.forEach(image -> parts.add("image " + image));
        excluded.forEach(each -> parts.add("not " + each));
        return String.join(", ", parts);
    }
}
