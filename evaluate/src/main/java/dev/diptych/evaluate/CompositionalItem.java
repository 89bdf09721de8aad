package dev.diptych.evaluate;

import dev.diptych.base.InvalidInputException;

/// One image with its true caption and a hard negative caption.
///
/// @param kind what was swapped, in lower case, such as `attribute` or `relation`; part of the metric's name
/// @param trueScore score of the image and its true caption
/// @param negativeScore score of the image and the hard negative caption
public record CompositionalItem(String kind, float trueScore, float negativeScore) {

    /// @throws InvalidInputException if `kind` cannot be part of a metric's name
    public CompositionalItem {
        if (!kind.matches("[a-z][a-z0-9_]*") || kind.equals(CompositionalResult.OVERALL)) {
            throw new InvalidInputException("invalid kind of swapped caption '" + kind
                    + "': use lower case letters, digits and underscores, and not 'overall'");
        }
    }

    /// Whether the true caption scores strictly higher than the other; a tie or NaN is wrong.
    boolean isRight() {
        return trueScore > negativeScore;
    }
}
