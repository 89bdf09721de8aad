package dev.diptych.evaluate.audit;

import dev.diptych.evaluate.audit.vectors.PairAssignment;
import dev.diptych.evaluate.audit.vectors.PairComparison;
import dev.diptych.evaluate.audit.vectors.PairSubset;
import java.util.Arrays;

/// Evidence that a text matches an image: one row of features per pair, each larger for matching pairs.
///
/// The agreement of the vectors ([PairComparison]); if the image has other captions, also the
/// agreement of the text with their rare words.
final class Evidence {

    /// Features per pair: image and text standardised on either side, text and other captions
    /// standardised on either side, their words, and whether there are other captions.
    static final int WIDTH = PairComparison.WIDTH + 2;

    private Evidence() {}

    /// @param comparison of the pairs of `assignment`
    /// @param words words of all texts of the data set
    /// @return [pairs][WIDTH]
    static double[][] of(PairComparison comparison, PairSubset subset, PairAssignment assignment, WordOverlap words) {
        int[][] siblings = assignment.siblings(subset.imageOfText(), subset.images().length);
        int[] numbers = subset.texts();
        double[][] evidence = new double[assignment.size()][];
        for (int pair = 0; pair < evidence.length; pair++) {
            evidence[pair] = Arrays.copyOf(comparison.evidence()[pair], WIDTH);
            if (siblings[pair].length == 0) {
                evidence[pair][2] = 0;
                evidence[pair][3] = 0;
            } else {
                int[] others =
                        Arrays.stream(siblings[pair]).map(text -> numbers[text]).toArray();
                evidence[pair][4] = words.agreement(numbers[assignment.texts()[pair]], others);
                evidence[pair][5] = 1;
            }
        }
        return evidence;
    }
}
