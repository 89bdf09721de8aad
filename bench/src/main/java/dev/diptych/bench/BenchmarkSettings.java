package dev.diptych.bench;

import dev.diptych.report.progress.ProgressLine;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How to measure. What is null is left to the benchmark.
///
/// @param cases to measure; none for the usual ones
/// @param repeat measured runs, of which the median counts
/// @param threads of a tensor operation, or of the loader
/// @param samples images, or captions, to work on
/// @param data a folder with `captions.csv`
/// @param images a folder of JPEG files
/// @param keep a new folder for the JPEG files that are generated
/// @param vocabulary a tokenizer's file or folder
public record BenchmarkSettings(
        List<String> cases,
        @Nullable Integer repeat,
        @Nullable Integer threads,
        @Nullable Integer samples,
        @Nullable Path data,
        @Nullable Path images,
        @Nullable Path keep,
        @Nullable Path vocabulary,
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
