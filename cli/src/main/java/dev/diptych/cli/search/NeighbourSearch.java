package dev.diptych.cli.search;

import dev.diptych.Diptych;
import dev.diptych.NeighbourResult;
import dev.diptych.base.InvalidInputException;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.StopSignals;
import dev.diptych.cli.support.TextLines;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.format.DataLocation;
import dev.diptych.data.format.DataSets;
import dev.diptych.data.internal.folder.ImageFiles;
import dev.diptych.index.Filter;
import dev.diptych.index.Index;
import dev.diptych.report.progress.ConsoleProgress;
import dev.diptych.report.progress.ProgressLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of `diptych search` for the nearest items of many images.
public final class NeighbourSearch {

    @Option(
            names = "--image-file-list",
            paramLabel = "FILE",
            description = "Instead of TEXT: search for each of the image files in this file, one path per line, and"
                    + " write the results with --out.")
    private @Nullable Path list;

    @Option(
            names = "--data",
            paramLabel = "D",
            description = "The same for the images of a data set, in any format listed by 'diptych data --help'.")
    private @Nullable String data;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Parquet file for the results of --image-file-list or --data: query, rank, id, cosine, z.")
    private @Nullable Path out;

    /// What it did, for `--json`.
    ///
    /// @param queries number of images that were searched for
    private record Summary(String index, String out, int queries, long rows, int unreadable) {}

    /// Whether one of the options is given.
    public boolean isWanted() {
        return list != null || data != null || out != null;
    }

    /// @return the exit status
    /// @throws InvalidInputException if the options do not fit together
    public int run(Index index, Diptych model, int limit, List<Filter> filters, OutputOptions output)
            throws IOException {
        if (out == null || (list == null) == (data == null)) {
            throw new InvalidInputException(
                    "searching for many images requires --out, and either --image-file-list or" + " --data");
        }
        Pairs pairs = list == null
                ? DataSets.readImages(
                        DataLocation.parse(String.valueOf(data)),
                        LoaderSettings.defaults().unreadableShare())
                : files(list);
        StopSignals stop = StopSignals.install("stopping after this batch; no file is written");
        try (ProgressLine progress = ProgressLine.onStandardError()) {
            NeighbourResult result = model.writeNeighbours(
                    index, pairs, limit, filters, out, new ConsoleProgress(progress), stop.token());
            result.unreadable().forEach((name, reason) -> progress.say("skipped " + name + ": " + reason));
            if (!result.complete()) {
                return stop.exitStatus();
            }
            if (result.queries() == 0) {
                throw new InvalidInputException("none of the images could be read");
            }
            if (output.json()) {
                output.printDocument(new Summary(
                        index.directory().toString(),
                        out.toString(),
                        result.queries(),
                        result.rows(),
                        result.unreadable().size()));
            } else {
                output.out().printf("%,d images, %,d rows in %s%n", result.queries(), result.rows(), out);
                output.out().flush();
            }
            return 0;
        }
    }

    private static Pairs files(Path list) throws IOException {
        List<Path> paths = TextLines.read(list).stream()
                .filter(line -> !line.isBlank())
                .map(line -> Path.of(line.strip()))
                .toList();
        if (paths.isEmpty()) {
            throw new InvalidInputException(list + ": contains no path; write one per line");
        }
        return ImageFiles.read(paths);
    }
}
