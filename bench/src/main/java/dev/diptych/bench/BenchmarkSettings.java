package dev.diptych.bench;

import dev.diptych.report.progress.ProgressLine;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Settings of a benchmark; null selects the default of the benchmark.
///
/// @param cases cases to run; empty for the default ones
/// @param repeat number of measured runs; the median is reported
/// @param threads number of threads per tensor operation, or of the loader
/// @param samples number of images or captions
/// @param data a folder with `captions.csv`
/// @param images a folder of JPEG files
/// @param keep new folder for the generated JPEG files or vectors
/// @param vocabulary file or folder of a tokenizer
/// @param address of a running server, such as `http://127.0.0.1:8080`
/// @param model of that server, or of the one to start
public record BenchmarkSettings(
        List<String> cases,
        @Nullable Integer repeat,
        @Nullable Integer threads,
        @Nullable Integer samples,
        @Nullable Path data,
        @Nullable Path images,
        @Nullable Path keep,
        @Nullable Path vocabulary,
        @Nullable String address,
        @Nullable Path model,
        ProgressLine progress) {

    public BenchmarkSettings {
        cases = List.copyOf(cases);
    }

    int repeat(int usual) {
        return repeat == null ? usual : repeat;
    }

    int threads(int usual) {
        return threads == null ? usual : threads;
    }

    int samples(int usual) {
        return samples == null ? usual : samples;
    }

    boolean wants(String name, boolean usual) {
        return cases.isEmpty() ? usual : cases.contains(name);
    }
}
