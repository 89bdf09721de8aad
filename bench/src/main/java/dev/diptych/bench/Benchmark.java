package dev.diptych.bench;

import dev.diptych.base.InvalidInputException;
import java.util.List;
import java.util.Locale;

/// What can be measured.
public enum Benchmark {
    STEP,
    CACHE,
    DATA,
    TOKENIZE,
    EVALUATE;

    /// Its name, as the command says it.
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What its rates count.
    public String unit() {
        return switch (this) {
            case STEP, CACHE -> "samples";
            case DATA -> "images";
            case TOKENIZE -> "captions";
            case EVALUATE -> "scores";
        };
    }

    /// The names of its cases.
    public List<String> cases() {
        return switch (this) {
            case STEP -> StepCase.names();
            case CACHE -> CacheBenchmark.CASES;
            case DATA -> DataBenchmark.CASES;
            case TOKENIZE -> TokenizeBenchmark.CASES;
            case EVALUATE -> EvaluateBenchmark.CASES;
        };
    }

    /// The options of the command that it heeds, besides those that all do.
    public List<String> options() {
        return switch (this) {
            case STEP -> List.of("--data", "--threads");
            case CACHE -> List.of("--data", "--samples", "--threads");
            case DATA -> List.of("--images", "--keep", "--threads");
            case TOKENIZE -> List.of("--data", "--samples", "--vocabulary");
            case EVALUATE -> List.of("--samples", "--threads");
        };
    }

    /// Measures.
    ///
    /// @throws InvalidInputException when a setting is wrong
    public BenchmarkResult run(BenchmarkSettings settings) throws Exception {
        for (String chosen : settings.cases()) {
            if (!cases().contains(chosen)) {
                throw new InvalidInputException(
                        "--case %s: bench %s has the cases %s".formatted(chosen, title(), String.join(", ", cases())));
            }
        }
        List<BenchmarkRow> rows = switch (this) {
            case STEP -> new StepBenchmark(settings).run();
            case CACHE -> new CacheBenchmark(settings).run();
            case DATA -> new DataBenchmark(settings).run();
            case TOKENIZE -> new TokenizeBenchmark(settings).run();
            case EVALUATE -> new EvaluateBenchmark(settings).run();
        };
        return new BenchmarkResult(title(), unit(), rows);
    }
}
