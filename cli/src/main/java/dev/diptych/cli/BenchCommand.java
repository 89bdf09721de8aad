package dev.diptych.cli;

import dev.diptych.base.InvalidInputException;
import dev.diptych.bench.Benchmark;
import dev.diptych.bench.BenchmarkResult;
import dev.diptych.bench.BenchmarkSettings;
import dev.diptych.bench.MicroBenchmarks;
import dev.diptych.cli.search.LuceneLogging;
import dev.diptych.cli.support.BenchTable;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.Version;
import dev.diptych.report.progress.ProgressLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `diptych bench`: benchmarks of training, data loading and ranking, each compared with its roofline.
@Command(
        name = "bench",
        description = {
            "Run benchmarks on this machine, each compared with its roofline, measured in the same run.",
            "step: a training step. cache: an epoch with frozen layers, computed and from the cache."
                    + " data: JPEG decoding and preprocessing. tokenize: captions to ids. evaluate: exact retrieval ranks."
                    + " embed: a folder of JPEG files to Parquet. search: an index of images, exact and approximate. serve: requests at rising rates."
                    + " micro: microbenchmarks with JMH. Without a name: all but micro, which takes many minutes.",
            "Floating-point operations are counted from the architecture, without any that are saved.",
            "For the names of cases, see --case. Run it on an otherwise idle machine."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class BenchCommand implements Callable<Integer> {

    private static final String MICRO = "micro";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NAME",
            description = "Benchmark: step, cache, data, tokenize, evaluate, embed, search, serve or micro.")
    private @Nullable String name;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PATTERN",
            description = "(micro) Regular expression; only benchmarks whose name contains a match are run.")
    private @Nullable String pattern;

    @Option(
            names = "--case",
            paramLabel = "CASE",
            description = "Run only this case. Repeatable. step: b32-real, b32-fixed-32, b32-bf16-real,"
                    + " b32-bf16-fixed-32, small-real, small-fixed-32, small-in-chunks-of-16, b32-calls, small-calls;"
                    + " small-8192-in-chunks and small-224-8192-in-chunks take minutes and run only on request."
                    + " cache: without-fusion, with-fusion."
                    + " data: one-thread, several-threads. embed: small, b32, b32-bf16. search: exact-100k, exact-half-100k, hnsw-100k, hnsw-1bit-100k, and"
                    + " exact-1m and so on, which need an hour and run only on request. serve: texts, images."
                    + " Peak memory is accurate only if a case runs alone.")
    private final List<String> cases = new ArrayList<>();

    @Option(
            names = "--repeat",
            paramLabel = "N",
            description = "Number of measured runs; the median is reported. (cache) Number of computed epochs.")
    private @Nullable Integer repeat;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "(step, cache, evaluate, embed, serve) Threads per tensor operation. (data) Threads of the multi-threaded case.")
    private @Nullable Integer threads;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description =
                    "(cache, evaluate, embed, search) Number of images. (tokenize) Number of captions. (serve) Number of"
                            + " requests at each rate.")
    private @Nullable Integer samples;

    @Option(
            names = "--data",
            paramLabel = "D",
            description =
                    "Folder with captions.csv, in place of generated data. (step) Only the lengths of the captions are used."
                            + " (search) Directory that 'diptych embed' wrote, enlarged to the number of images.")
    private @Nullable Path data;

    @Option(names = "--images", paramLabel = "DIR", description = "(data, embed) Folder of JPEG files.")
    private @Nullable Path images;

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description =
                    "(data, embed) Write the generated JPEG files to this folder. (search) Write the vectors to this"
                            + " directory, as 'diptych embed' does.")
    private @Nullable Path keep;

    @Option(
            names = "--vocabulary",
            paramLabel = "FILE",
            description = "(tokenize) vocab.txt, tokenizer.json or a folder with one of them; by default one is built.")
    private @Nullable Path vocabulary;

    @Option(
            names = "--address",
            paramLabel = "URL",
            description = "(serve) Address of a running 'diptych serve', so that it can have other processors than the"
                    + " load generator; by default a server with a small random model is started.")
    private @Nullable String address;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "(serve) The model of the server, from which the rate of the engine alone is measured, too; by"
                            + " default a small random model.")
    private @Nullable Path model;

    @Override
    public Integer call() throws Exception {
        LuceneLogging.onlyErrors();
        for (Integer number : Arrays.asList(repeat, threads, samples)) {
            if (number != null && number < 1) {
                throw new InvalidInputException(
                        "--repeat, --threads and --samples must be at least 1, found " + number);
            }
        }
        if (MICRO.equals(name)) {
            refuse(MICRO, cases.isEmpty() ? List.of() : List.of("--case"));
            refuse(MICRO, repeat == null ? List.of() : List.of("--repeat"));
            refuse(MICRO, given());
            show(MicroBenchmarks.run(pattern == null ? "" : pattern));
            return 0;
        }
        if (pattern != null) {
            throw new InvalidInputException(
                    "bench %s does not accept a PATTERN ('%s'); select cases with --case".formatted(name, pattern));
        }
        List<Benchmark> chosen = chosen();
        if (chosen.size() > 1) {
            refuse("without a name", cases.isEmpty() ? List.of() : List.of("--case"));
        }
        for (String option : given()) {
            if (chosen.stream().noneMatch(each -> each.options().contains(option))) {
                refuse(name, List.of(option));
            }
        }
        List<BenchmarkResult> results = new ArrayList<>();
        try (ProgressLine progress = output.progress()) {
            BenchmarkSettings settings = new BenchmarkSettings(
                    cases, repeat, threads, samples, data, images, keep, vocabulary, address, model, progress);
            for (Benchmark each : chosen) {
                BenchmarkResult result = each.run(settings);
                results.add(result);
                if (!output.json()) {
                    show(result);
                }
            }
        }
        if (output.json()) {
            output.printDocument(
                    name != null
                            ? results.getFirst().document()
                            : results.stream().map(BenchmarkResult::document).toList());
        }
        return 0;
    }

    private List<Benchmark> chosen() {
        if (name == null) {
            return List.of(Benchmark.values());
        }
        return List.of(Arrays.stream(Benchmark.values())
                .filter(each -> each.title().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("unknown benchmark %s; expected %s or %s"
                        .formatted(
                                name,
                                Arrays.stream(Benchmark.values())
                                        .map(Benchmark::title)
                                        .collect(Collectors.joining(", ")),
                                MICRO))));
    }

    // The given options among those that only some benchmarks support.
    private List<String> given() {
        return command.commandLine().getParseResult().matchedOptions().stream()
                .map(option -> option.longestName())
                .filter(option -> List.of(
                                "--threads",
                                "--samples",
                                "--data",
                                "--images",
                                "--keep",
                                "--vocabulary",
                                "--address",
                                "--model")
                        .contains(option))
                .toList();
    }

    private static void refuse(@Nullable String name, List<String> options) {
        for (String option : options) {
            throw new InvalidInputException("bench %s does not support %s".formatted(name, option));
        }
    }

    private void show(BenchmarkResult result) {
        if (output.json()) {
            output.printDocument(result.document());
        } else {
            BenchTable.print(output.out(), result);
        }
    }
}
