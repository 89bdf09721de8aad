package dev.diptych.evaluate;

/// A pair on which human ratings and the model disagree.
///
/// @param image name of the image in the data
/// @param judgement mean human rating
/// @param cosine similarity computed by the model
/// @param judgedAbove share of all pairs (0 to 1) with lower human ratings, ties counting half
/// @param modelAbove share of all pairs (0 to 1) with lower cosines
public record Disagreement(
        String image, String caption, double judgement, double cosine, double judgedAbove, double modelAbove) {}
