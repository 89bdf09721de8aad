package dev.diptych.evaluate;

/// A pair of which people and the model think differently.
///
/// @param image its name in the data
/// @param judgement the mean of people's scores
/// @param cosine the model's similarity
/// @param judgedAbove share of all pairs (0 to 1) that people rate below it, ties counting half
/// @param modelAbove the same of the model
public record Disagreement(
        String image, String caption, double judgement, double cosine, double judgedAbove, double modelAbove) {}
