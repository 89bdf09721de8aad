package dev.diptych.bench;

import dev.diptych.base.InvalidInputException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// JMH microbenchmarks. Each runs in its own Java process with the options of this one.
public final class MicroBenchmarks {

    private static final String PACKAGE = "dev.diptych.bench.micro.";

    private MicroBenchmarks() {}

    /// Runs the benchmarks whose name contains a match of the regular expression; JMH's own report
    /// goes to standard error.
    ///
    /// @throws InvalidInputException if it is not a regular expression, or matches no benchmark
    public static BenchmarkResult run(String pattern) throws RunnerException {
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new InvalidInputException(
                    "bench micro: '%s' is not a regular expression: %s".formatted(pattern, e.getDescription()), e);
        }
        Options options = new OptionsBuilder()
                .include("^" + Pattern.quote(PACKAGE) + ".*(" + pattern + ")")
                .forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .jvmArgsAppend("-XX:AOTMode=off")
                .shouldFailOnError(true)
                .build();
        PrintStream standardError = System.err;
        Collection<RunResult> results;
        try {
            results = new Runner(options, OutputFormatFactory.createFormatInstance(standardError, VerboseMode.NORMAL))
                    .run();
        } catch (NoBenchmarksException e) {
            throw new InvalidInputException("bench micro: no benchmark matches '%s'".formatted(pattern), e);
        }
        List<BenchmarkRow> rows = new ArrayList<>();
        for (RunResult result : results) {
            double microseconds = result.getPrimaryResult().getScore();
            String name = result.getParams().getBenchmark().substring(PACKAGE.length());
            rows.add(new BenchmarkRow(name, microseconds / 1e3, 1e6 / microseconds, Double.NaN, null));
        }
        return new BenchmarkResult("micro", "calls", rows);
    }
}
