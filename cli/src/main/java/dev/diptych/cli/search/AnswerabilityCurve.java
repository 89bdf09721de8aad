package dev.diptych.cli.search;

import dev.diptych.Hit;
import dev.diptych.SearchResult;
import dev.diptych.base.InvalidInputException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/// How well scores tell queries with a fitting item from queries without one.
///
/// @param answerable number of queries that an item fits
/// @param unanswerable number of queries that none fits
/// @param stored rates at the threshold that the index stores
/// @param probability curve of the probability that the index stores
/// @param matchingHead curve of the largest score of the matching head; null without `--rerank`
public record AnswerabilityCurve(
        int answerable,
        int unanswerable,
        Rates stored,
        Curve probability,
        @Nullable Curve matchingHead) {

    private static final double[] KEPT = {0.99, 0.98, 0.95, 0.9, 0.8, 0.5};

    /// @param kept share of the answerable queries that keep their answer
    /// @param rejected share of the unanswerable queries that are answered "nothing fits"
    public record Rates(double threshold, double kept, double rejected) {}

    /// @param auroc probability that an answerable query scores higher than an unanswerable one; ties count half
    public record Curve(double auroc, List<Rates> rates) {}

    /// @throws InvalidInputException if the index has no estimate
    public static AnswerabilityCurve of(List<SearchResult> answerable, List<SearchResult> unanswerable) {
        double[] present = probabilities(answerable);
        double[] absent = probabilities(unanswerable);
        double threshold = answerable.getFirst().threshold().orElseThrow();
        boolean reranked = answerable.stream()
                .anyMatch(result -> result.hits().stream()
                        .anyMatch(hit -> hit.matchingScore().isPresent()));
        return new AnswerabilityCurve(
                present.length,
                absent.length,
                rates(present, absent, threshold),
                curve(present, absent),
                reranked ? curve(matching(answerable), matching(unanswerable)) : null);
    }

    public void print(PrintWriter out) {
        out.printf(Locale.ROOT, "%d queries that an image fits, %d that none fits%n", answerable, unanswerable);
        out.printf(
                Locale.ROOT,
                "at the threshold of the index, %.3f: %.1f %% keep their answer, %.1f %% are answered \"nothing fits\"%n",
                stored.threshold,
                100 * stored.kept,
                100 * stored.rejected);
        print(out, "probability", probability);
        if (matchingHead != null) {
            print(out, "matching head", matchingHead);
        }
        out.flush();
    }

    private static void print(PrintWriter out, String score, Curve curve) {
        out.printf(Locale.ROOT, "%s: area under the ROC curve %.3f%n", score, curve.auroc);
        for (Rates each : curve.rates) {
            out.printf(
                    Locale.ROOT,
                    "  threshold %8.3f: %5.1f %% keep their answer, %5.1f %% are answered \"nothing fits\"%n",
                    each.threshold,
                    100 * each.kept,
                    100 * each.rejected);
        }
    }

    private static double[] probabilities(List<SearchResult> results) {
        return results.stream()
                .mapToDouble(result -> result.answerable()
                        .orElseThrow(() -> new InvalidInputException("the index has no estimate of when nothing fits;"
                                + " index it with --unanswerable, or with captions")))
                .toArray();
    }

    private static double[] matching(List<SearchResult> results) {
        return results.stream()
                .mapToDouble(result -> result.hits().stream()
                        .map(Hit::matchingScore)
                        .flatMapToDouble(score ->
                                score.isPresent() ? DoubleStream.of(score.getAsDouble()) : DoubleStream.empty())
                        .max()
                        .orElse(Double.NEGATIVE_INFINITY))
                .toArray();
    }

    private static Curve curve(double[] present, double[] absent) {
        double[] sorted = present.clone();
        Arrays.sort(sorted);
        List<Rates> rates = Arrays.stream(KEPT)
                .mapToObj(keep -> rates(present, absent, sorted[(int) Math.floor((1 - keep) * sorted.length)]))
                .toList();
        return new Curve(auroc(sorted, absent), rates);
    }

    private static Rates rates(double[] present, double[] absent, double threshold) {
        return new Rates(
                threshold,
                Arrays.stream(present).filter(score -> score >= threshold).count() / (double) present.length,
                Arrays.stream(absent).filter(score -> score < threshold).count() / (double) absent.length);
    }

    private static double auroc(double[] sorted, double[] absent) {
        double higher = 0;
        for (double score : absent) {
            for (double other : sorted) {
                higher += other > score ? 1 : other == score ? 0.5 : 0;
            }
        }
        return higher / ((double) sorted.length * absent.length);
    }
}
