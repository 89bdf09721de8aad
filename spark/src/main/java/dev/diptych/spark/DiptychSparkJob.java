package dev.diptych.spark;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.OneLine;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/// The jobs of `diptych-spark.jar`:
///
/// ```
/// spark-submit --class dev.diptych.spark.DiptychSparkJob diptych-spark.jar embed --model M ...
/// spark-submit --class dev.diptych.spark.DiptychSparkJob diptych-spark.jar audit --model M ...
/// spark-submit --class dev.diptych.spark.DiptychSparkJob diptych-spark.jar search-batch --input IN ...
/// ```
///
/// The exit status is 0 for success, 1 if a job failed and 2 for invalid arguments or input, with
/// one line on standard error.
public final class DiptychSparkJob {

    private static final String USAGE = """
            expected one of
              embed --model M --input IN --output OUT [--images COLUMN] [--texts COLUMN] [--format parquet]
                    [--block-files N] [--rows N]
              audit --model M --input IN --output OUT --images COLUMN --texts COLUMN --id COLUMN [--name COLUMN]
                    [--against OTHER] [--folds K] [--threshold P] [--drop FINDING,...] [--quality NAME=VALUE,...]
                    [--seed N] [--format parquet]
              search-batch --input IN --vector COLUMN --id COLUMN --queries Q [--query-vector COLUMN]
                    [--query-id COLUMN] --output OUT [--k N]""";

    private DiptychSparkJob() {}

    /// Runs a job.
    public static void main(String[] arguments) {
        int status = 0;
        try {
            run(arguments);
        } catch (InvalidInputException invalid) {
            System.err.println("diptych-spark: " + OneLine.of(String.valueOf(invalid.getMessage())));
            status = 2;
        }
        if (status != 0) {
            System.exit(status);
        }
    }

    /// Runs a job in the current session of Spark, or a new one.
    ///
    /// @throws InvalidInputException if the arguments or the data are not valid
    static void run(String... arguments) {
        String job = arguments.length == 0 ? "" : arguments[0];
        List<String> rest = Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
        switch (job) {
            case "embed" ->
                EmbedJob.of(JobArguments.parse(rest, EmbedJob.OPTIONS)).run(session("diptych embed"));
            case "audit" ->
                AuditJob.of(JobArguments.parse(rest, AuditJob.OPTIONS)).run(session("diptych audit"));
            case "search-batch" ->
                SearchJob.of(JobArguments.parse(rest, SearchJob.OPTIONS)).run(session("diptych search-batch"));
            default -> throw new InvalidInputException("unknown job \"" + job + "\"; " + USAGE);
        }
    }

    private static SparkSession session(String name) {
        return SparkSession.builder().appName(name).getOrCreate();
    }
}
