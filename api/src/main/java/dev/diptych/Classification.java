package dev.diptych;

import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The class of an image.
///
/// @param image name of the image
/// @param label the most probable label; null if it is more probable that none is right
/// @param probability of `label`, or that none is right
/// @param probabilities of all labels, in their order; their sum is 1, less the probability that
///     none is right
public record Classification(
        String image, @Nullable String label, double probability, SequencedMap<String, Double> probabilities) {}
