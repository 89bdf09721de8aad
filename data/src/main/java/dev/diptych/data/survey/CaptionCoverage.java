package dev.diptych.data.survey;

import dev.diptych.data.Caption;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.TextPreparation;
import dev.diptych.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How much of the captions a model reads: captions that are longer than it takes, and tokens that its vocabulary
/// lacks.
///
/// @param captions number of captions
/// @param limit maximum number of tokens of a caption, special tokens included
/// @param truncated captions of more tokens
/// @param tokens tokens of all captions, without truncation and without special tokens
/// @param lost tokens that truncation removes
/// @param longest tokens of the longest caption, special tokens included
/// @param unknown unknown tokens of all captions
public record CaptionCoverage(
        int captions, int limit, int truncated, long tokens, long lost, int longest, long unknown) {

    private static final int SPECIAL = 2;

    /// Above this share of captions or tokens, the loss is probably not intended.
    public static final double NOTABLE = 0.01;

    private static final CaptionCoverage NONE = new CaptionCoverage(0, 0, 0, 0, 0, 0, 0);

    /// Counts the captions of a data set. Runs in parallel.
    public static CaptionCoverage of(Pairs pairs, TextPreparation preparation) {
        return pairs.captions().parallelStream()
                .map(Caption::text)
                .map(text -> of(text, preparation))
                .reduce(NONE, CaptionCoverage::plus);
    }

    private static CaptionCoverage of(String text, TextPreparation preparation) {
        Tokenizer tokenizer = preparation.tokenizer();
        int[] ids = tokenizer.encode(text, Integer.MAX_VALUE);
        int lost = Math.max(0, ids.length - preparation.maximumLength());
        int unknownId = tokenizer.unknownId().orElse(-1);
        long unknown = Arrays.stream(ids, 1, ids.length - 1)
                .filter(id -> id == unknownId)
                .count();
        return new CaptionCoverage(
                1, preparation.maximumLength(), lost > 0 ? 1 : 0, ids.length - SPECIAL, lost, ids.length, unknown);
    }

    private CaptionCoverage plus(CaptionCoverage other) {
        return new CaptionCoverage(
                captions + other.captions,
                Math.max(limit, other.limit),
                truncated + other.truncated,
                tokens + other.tokens,
                lost + other.lost,
                Math.max(longest, other.longest),
                unknown + other.unknown);
    }

    /// Fraction of the captions that are truncated, 0 to 1.
    public double truncatedShare() {
        return captions == 0 ? 0 : truncated / (double) captions;
    }

    /// Fraction of the tokens that are unknown, 0 to 1.
    public double unknownShare() {
        return tokens == 0 ? 0 : unknown / (double) tokens;
    }

    /// Whether so much is lost that a warning is in order.
    public boolean isNotable() {
        return truncatedShare() >= NOTABLE || unknownShare() >= NOTABLE;
    }

    /// The metrics of a report, by their names: numbers of captions and tokens, and shares in percent.
    ///
    /// @param prefix of the names, such as `captions.`
    public Map<String, Double> values(String prefix) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(prefix + "count", (double) captions);
        values.put(prefix + "limit", (double) limit);
        values.put(prefix + "longest", (double) longest);
        values.put(prefix + "truncated", (double) truncated);
        values.put(prefix + "truncated_share", 100 * truncatedShare());
        values.put(prefix + "lost_tokens", tokens == 0 ? 0 : 100.0 * lost / tokens);
        values.put(prefix + "unknown_tokens", 100 * unknownShare());
        return values;
    }

    /// One line for each kind of loss; empty if the model reads all captions whole.
    ///
    /// @param name of the data, such as "training"
    public List<String> lines(String name) {
        List<String> lines = new ArrayList<>();
        if (truncated > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s: %,d of %,d captions (%s) are longer than the %d tokens that the model reads, and are truncated;"
                            + " the longest has %d tokens, and %s of all tokens are not read",
                    name,
                    truncated,
                    captions,
                    percent(truncatedShare()),
                    limit,
                    longest,
                    percent(lost / (double) tokens)));
        }
        if (unknown > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s: %,d of %,d tokens (%s) of the captions are unknown to the tokenizer, so that the model cannot"
                            + " distinguish them",
                    name,
                    unknown,
                    tokens,
                    percent(unknownShare())));
        }
        return lines;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, share < 0.001 ? "%.3f %%" : "%.1f %%", 100 * share);
    }
}
