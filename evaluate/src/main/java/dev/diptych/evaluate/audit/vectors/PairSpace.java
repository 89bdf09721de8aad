package dev.diptych.evaluate.audit.vectors;

import dev.diptych.evaluate.retrieval.TopMatches;

/// Images and texts of a part of a data set as vectors of unit length in one space. The images
/// and texts of the part are numbered from 0.
public interface PairSpace {

    /// Compares images with texts.
    ///
    /// @param assignment each text of the part once, in order
    PairComparison compare(PairAssignment assignment);

    /// Finds the nearest texts of some images of the part among all texts of the data set.
    ///
    /// @param images at least one
    /// @return indices into the texts of the whole data set
    TopMatches nearestTexts(int[] images, int count);
}
