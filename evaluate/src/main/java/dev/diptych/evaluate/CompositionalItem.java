package dev.diptych.evaluate;

import dev.diptych.base.InvalidInputException;

/// One image with its true caption and a caption that is wrong in one respect.
///
/// @param kind what was swapped, in lower case, say `attribute` or `relation`; it names the figure
/// @param trueScore score of the image with its true caption
/// @param negativeScore score of the image with the wrong caption
public record CompositionalItem(String kind, float trueScore, float negativeScore) {

    /// @throws InvalidInputException when `kind` cannot name a figure
    public CompositionalItem {
        if (!kind.matches("[a-z][a-z0-9_]*") || kind.equals(CompositionalResult.OVERALL)) {
            throw new InvalidInputException("a swapped caption is of the kind '" + kind
                    + "': use lower case letters, digits and underscores, and not 'overall'");
        }
    }

    /// Whether the true caption scores strictly above the wrong one; a tie or a NaN is a miss.
    boolean isRight() {
        return trueScore > negativeScore;
    }
}
