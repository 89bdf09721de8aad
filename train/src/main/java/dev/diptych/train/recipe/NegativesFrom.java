package dev.diptych.train.recipe;

/// Where untrue captions come from.
public enum NegativesFrom {
    /// The data set's own: `swapped.csv`, or what scenes are generated with.
    SWAPPED,
    /// Rules that swap or replace words of the true captions.
    RULES
}
