package dev.diptych.train.recipe;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;

/// Length of the warm-up: a fraction of all steps if below 1, otherwise a number of steps.
public record Warmup(double value) {

    /// The number of steps in a run of `total` steps; never more than `total`.
    public long steps(long total) {
        return Math.min(total, Math.round(value < 1 ? value * total : value));
    }

    static Warmup read(Section section, String key) {
        Warmup warmup = new Warmup(section.number(key, 0.1, NumberRange.atLeast(0)));
        if (warmup.value >= 1 && warmup.value != Math.rint(warmup.value)) {
            throw section.refusal(
                    key,
                    "train.warmup must be a fraction of all steps below 1 or a whole number of steps, found "
                            + warmup.value);
        }
        return warmup;
    }
}
