package dev.diptych.data;

import dev.diptych.base.ContentDigest;
import java.util.List;

/// Pairs of an image and a caption with human ratings.
///
/// @param pairs caption t with its image is the rated pair; the caption may be wrong
/// @param scoreNames names of the scores, at least one
/// @param scores `[pairs][scores]`, higher is better; all finite
@SuppressWarnings("ArrayRecordComponent") // read only
public record RatedPairs(Pairs pairs, List<String> scoreNames, double[][] scores) {

    /// @throws IllegalArgumentException if the number of scores of a pair differs from the number of names
    public RatedPairs {
        scoreNames = List.copyOf(scoreNames);
        if (scoreNames.isEmpty() || scores.length != pairs.captions().size()) {
            throw new IllegalArgumentException("There are %d captions, %d rows of scores and %d names"
                    .formatted(pairs.captions().size(), scores.length, scoreNames.size()));
        }
        for (double[] row : scores) {
            if (row.length != scoreNames.size()) {
                throw new IllegalArgumentException(
                        "A pair has %d scores, not %d".formatted(row.length, scoreNames.size()));
            }
        }
    }

    /// Returns the SHA-256, in hexadecimal, of all names, captions and scores in their order. It does not include
    /// pixels.
    public String digest() {
        ContentDigest digest = new ContentDigest().text(pairs.digest());
        scoreNames.forEach(digest::text);
        for (double[] row : scores) {
            for (double score : row) {
                digest.text(Double.toString(score));
            }
        }
        return digest.hexadecimal();
    }
}
