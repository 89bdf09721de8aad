package dev.diptych.cli.search;

import dev.diptych.Hit;
import dev.diptych.SearchResult;
import dev.diptych.cli.pictures.PictureProtocol;
import dev.diptych.cli.pictures.TerminalPicture;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.decode.ImageDecoder;
import dev.diptych.index.Index;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Result of `diptych search`.
///
/// @param query what was searched for
/// @param items number of items of the index
/// @param nothingFits whether no item fits, as far as the scores tell
/// @param answerable probability that an item fits; null if the index has no estimate
/// @param threshold of that probability; null if the index has no estimate
public record SearchSummary(
        String query,
        String index,
        int items,
        boolean nothingFits,
        @Nullable Double answerable,
        @Nullable Double threshold,
        List<Result> results) {

    private static final int CAPTION = 60;

    /// One result.
    ///
    /// @param image path of the image file; null if it has none
    /// @param imageExists whether that file exists
    /// @param standardised standard deviations by which the cosine exceeds the mean of all items
    /// @param matchProbability probability that this item fits; null if the index has no estimate
    /// @param matchingScore log-odds of the matching head; null without `--rerank`
    public record Result(
            int rank,
            String id,
            @Nullable String image,
            boolean imageExists,
            List<String> captions,
            Map<String, String> metadata,
            double cosine,
            double standardised,
            @Nullable Double matchProbability,
            @Nullable Double matchingScore) {}

    public static SearchSummary of(String query, Index index, SearchResult found) {
        int rank = 0;
        List<Result> results = new ArrayList<>();
        for (Hit hit : found.hits()) {
            Path image = hit.image();
            results.add(new Result(
                    ++rank,
                    hit.id(),
                    image == null ? null : image.toString(),
                    image != null && Files.exists(image),
                    hit.captions(),
                    hit.metadata(),
                    hit.cosine(),
                    hit.standardised(),
                    value(hit.matchProbability()),
                    value(hit.matchingScore())));
        }
        return new SearchSummary(
                query,
                index.directory().toString(),
                index.size(),
                found.nothingFits(),
                value(found.answerable()),
                value(found.threshold()),
                results);
    }

    /// Prints a table.
    ///
    /// @param pictures protocol for a picture next to each result; null for none
    public void print(PrintWriter out, @Nullable PictureProtocol pictures) {
        if (nothingFits) {
            out.printf(Locale.ROOT, "nothing fits \"%s\" among %,d items; the nearest are:%n", query, items);
        }
        for (Result each : results) {
            RgbImage picture = pictures == null ? null : picture(each);
            if (pictures == null || picture == null) {
                out.println(scores(each) + "  " + caption(each));
            } else {
                out.print(TerminalPicture.nextTo(pictures, picture, List.of(scores(each), "     " + caption(each))));
            }
        }
        if (results.isEmpty()) {
            out.println("no item fulfils the filters");
        }
        out.flush();
    }

    private String scores(Result each) {
        int width =
                results.stream().mapToInt(result -> result.id.length()).max().orElse(0);
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%3d  %-" + Math.max(1, width) + "s  cosine %6.3f  z %6.2f",
                each.rank,
                each.id,
                each.cosine,
                each.standardised));
        if (each.matchProbability != null) {
            line.append(String.format(Locale.ROOT, "  match %5.1f %%", 100 * each.matchProbability));
        }
        if (results.stream().anyMatch(result -> result.matchingScore != null)) {
            line.append("  head ")
                    .append(
                            each.matchingScore == null
                                    ? "     -"
                                    : String.format(Locale.ROOT, "%6.2f", each.matchingScore));
        }
        return line.toString();
    }

    // Null if there is no image or it cannot be read: the table shows results of vanished images,
    // too.
    private static @Nullable RgbImage picture(Result result) {
        if (result.image == null) {
            return null;
        }
        try {
            return ImageDecoder.decodeReduced(Path.of(result.image), TerminalPicture.PIXELS);
        } catch (UnreadableImageException unreadable) {
            return null;
        }
    }

    private static String caption(Result result) {
        String first = result.captions.isEmpty() ? "" : result.captions.getFirst();
        String shown = first.length() <= CAPTION ? first : first.substring(0, CAPTION - 1) + "…";
        return shown + (result.image != null && !result.imageExists ? "  (image file missing)" : "");
    }

    private static @Nullable Double value(OptionalDouble number) {
        return number.isPresent() ? number.getAsDouble() : null;
    }
}
