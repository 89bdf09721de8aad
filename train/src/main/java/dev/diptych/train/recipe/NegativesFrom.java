package dev.diptych.train.recipe;

/// Source of hard negative captions.
public enum NegativesFrom {
    /// Those of the data set: `swapped.csv`, or the negatives of generated scenes.
    SWAPPED,
    /// Rules that swap or replace words of the captions.
    RULES
}
