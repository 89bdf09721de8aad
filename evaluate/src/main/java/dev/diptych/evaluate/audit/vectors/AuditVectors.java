package dev.diptych.evaluate.audit.vectors;

import dev.diptych.evaluate.retrieval.TopMatches;
import org.jspecify.annotations.Nullable;

/// The vectors of the readable images and the scored texts of an audited data set, each numbered
/// from 0 in the order of the data, and the computations that need all of them. The vectors are
/// in the memory of this process, or wherever an implementation stores them.
///
/// Not safe for concurrent use.
public interface AuditVectors {

    /// Finds the nearest images of each image by the cosine of their features (see
    /// [FeatureCentre]), in the whole data set, including the image itself.
    ///
    /// @param count number of images to find; fewer if there are fewer images
    TopMatches nearestImages(int count);

    /// Finds the nearest image of the other data set for each image, by the cosine of their
    /// features, of which each has the mean of the features of this data set subtracted.
    ///
    /// @param readable numbers of the readable images of the other data set, ascending, at least
    ///     one; the result contains indices into them
    TopMatches nearestOthers(int[] readable);

    /// Returns a space in which the pairs of a part of the data are compared.
    ///
    /// @param learned texts of the whole data set to which projections are fitted, with their
    ///     images; null for the model's own embeddings
    PairSpace space(PairSubset part, int @Nullable [] learned);
}
