package dev.diptych.bench;

import dev.diptych.base.InvalidInputException;
import java.util.List;
import java.util.Locale;

/// A benchmark.
public enum Benchmark {
    STEP,
    CACHE,
    DATA,
    TOKENIZE,
    EVALUATE,
    EMBED,
    SEARCH,
    SERVE;

    /// The name in the command.
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The unit of its rates.
    public String unit() {
        return switch (this) {
            case STEP, CACHE -> "samples";
            case DATA, EMBED -> "images";
            case TOKENIZE -> "captions";
            case EVALUATE -> "scores";
            case SEARCH -> "queries";
            case SERVE -> "inputs";
        };
    }

    /// The names of the cases.
    public List<String> cases() {
        return switch (this) {
            case STEP -> StepCase.names();
            case CACHE -> CacheBenchmark.CASES;
            case DATA -> DataBenchmark.CASES;
            case TOKENIZE -> TokenizeBenchmark.CASES;
            case EVALUATE -> EvaluateBenchmark.CASES;
            case EMBED -> EmbedBenchmark.CASES;
            case SEARCH -> SearchBenchmark.CASES;
            case SERVE -> ServeBenchmark.CASES;
        };
    }

    /// The options that it supports in addition to the common ones.
    public List<String> options() {
        return switch (this) {
            case STEP -> List.of("--data", "--threads");
            case CACHE -> List.of("--data", "--samples", "--threads");
            case DATA -> List.of("--images", "--keep", "--threads");
            case TOKENIZE -> List.of("--data", "--samples", "--vocabulary");
            case EVALUATE -> List.of("--samples", "--threads");
            case EMBED -> List.of("--images", "--keep", "--samples", "--threads");
            case SEARCH -> List.of("--data", "--keep", "--samples");
            case SERVE -> List.of("--address", "--model", "--samples", "--threads");
        };
    }

    /// Runs the benchmark.
    ///
    /// @throws InvalidInputException if a setting is invalid
    public BenchmarkResult run(BenchmarkSettings settings) throws Exception {
        for (String chosen : settings.cases()) {
            if (!cases().contains(chosen)) {
                throw new InvalidInputException("unknown --case %s of bench %s; expected one of %s"
                        .formatted(chosen, title(), String.join(", ", cases())));
            }
        }
        List<BenchmarkRow> rows = switch (this) {
            case STEP -> new StepBenchmark(settings).run();
            case CACHE -> new CacheBenchmark(settings).run();
            case DATA -> new DataBenchmark(settings).run();
            case TOKENIZE -> new TokenizeBenchmark(settings).run();
            case EVALUATE -> new EvaluateBenchmark(settings).run();
            case EMBED -> new EmbedBenchmark(settings).run();
            case SEARCH -> new SearchBenchmark(settings).run();
            case SERVE -> new ServeBenchmark(settings).run();
        };
        return new BenchmarkResult(title(), unit(), rows);
    }
}
