package dev.diptych.cli;

import dev.diptych.base.InvalidInputException;
import dev.diptych.bench.Benchmark;
import dev.diptych.bench.BenchmarkResult;
import dev.diptych.bench.BenchmarkSettings;
import dev.diptych.bench.MicroBenchmarks;
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

/// `diptych bench`: how fast this machine trains, reads and ranks, beside what it could do at most.
@Command(
        name = "bench",
        description = {
            "Measure this machine, each figure beside what it could do at most (the roofline), measured in the same run.",
            "step: a training step. cache: an epoch with frozen parts computed anew, and from the cache."
                    + " data: JPEG to pixels. tokenize: captions to ids. evaluate: exact retrieval ranks."
                    + " micro: single parts, by JMH. Without a name: the first five in turn, which takes many minutes.",
            "Useful operations are counted from the architecture, whatever is saved of them.",
            "Case names: see --case. Run on an otherwise quiet machine."
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
            description = "step, cache, data, tokenize, evaluate or micro.")
    private @Nullable String name;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PATTERN",
            description = "(micro) A regular expression; only benchmarks whose name it finds are run.")
    private @Nullable String pattern;

    @Option(
            names = "--case",
            paramLabel = "CASE",
            description = "Measure this case only. Repeatable. step: b32-real, b32-fixed-32, b32-bf16-real,"
                    + " b32-bf16-fixed-32, small-real, small-fixed-32; small-8192-in-chunks and small-224-8192-in-chunks"
                    + " take minutes and are measured only when asked for. cache: without-fusion, with-fusion."
                    + " data: one-thread, several-threads. A peak of memory is a case's own only where it runs alone.")
    private final List<String> cases = new ArrayList<>();

    @Option(
            names = "--repeat",
            paramLabel = "N",
            description = "Measured runs, of which the median counts. (cache) Epochs that are computed.")
    private @Nullable Integer repeat;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "(step, cache, evaluate) Threads of a tensor operation. (data) Threads of the case with several.")
    private @Nullable Integer threads;

    @Option(names = "--samples", paramLabel = "N", description = "(cache, evaluate) Images. (tokenize) Captions.")
    private @Nullable Integer samples;

    @Option(
            names = "--data",
            paramLabel = "D",
            description =
                    "A folder with captions.csv, in place of what is generated. (step) Only the captions' lengths count.")
    private @Nullable Path data;

    @Option(names = "--images", paramLabel = "DIR", description = "(data) A folder of JPEG files.")
    private @Nullable Path images;

    @Option(names = "--keep", paramLabel = "DIR", description = "(data) Write the generated JPEG files to this folder.")
    private @Nullable Path keep;

    @Option(
            names = "--vocabulary",
            paramLabel = "FILE",
            description = "(tokenize) vocab.txt, tokenizer.json or a folder with one; else one is built.")
    private @Nullable Path vocabulary;

    @Override
    public Integer call() throws Exception {
        for (Integer number : Arrays.asList(repeat, threads, samples)) {
            if (number != null && number < 1) {
                throw new InvalidInputException(
                        "--repeat, --threads and --samples are numbers from 1 on, not " + number);
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
                    "bench %s takes no PATTERN, but '%s' was given; name cases with --case".formatted(name, pattern));
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
        try (ProgressLine progress = ProgressLine.onStandardError()) {
            BenchmarkSettings settings =
                    new BenchmarkSettings(cases, repeat, threads, samples, data, images, keep, vocabulary, progress);
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
                .orElseThrow(() -> new InvalidInputException("bench %s: there is %s and %s"
                        .formatted(
                                name,
                                Arrays.stream(Benchmark.values())
                                        .map(Benchmark::title)
                                        .collect(Collectors.joining(", ")),
                                MICRO))));
    }

    // The options given of those that not every benchmark heeds.
    private List<String> given() {
        return command.commandLine().getParseResult().matchedOptions().stream()
                .map(option -> option.longestName())
                .filter(option -> List.of("--threads", "--samples", "--data", "--images", "--keep", "--vocabulary")
                        .contains(option))
                .toList();
    }

    private static void refuse(@Nullable String name, List<String> options) {
        for (String option : options) {
            throw new InvalidInputException("bench %s has no use for %s; leave it out".formatted(name, option));
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
