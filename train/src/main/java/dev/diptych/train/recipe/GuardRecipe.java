package dev.diptych.train.recipe;

import dev.diptych.evaluate.RetentionSuite;
import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import org.jspecify.annotations.Nullable;

/// Retention check: measures a capability to preserve before the first step and at validations. It never selects the
/// best model and never stops a run.
///
/// @param data a folder for classification, pairs of any format for the other suites; null for no retention check
/// @param every number of epochs between measurements; the last of `train.epochs` is always measured
/// @param templates file with prompt templates for zero-shot; null for the default
public record GuardRecipe(
        @Nullable String data,
        RetentionSuite suite,
        int every,
        @Nullable String templates) {

    static GuardRecipe read(Section section) {
        GuardRecipe guard = new GuardRecipe(
                section.textOrNull("data"),
                section.choice("suite", RetentionSuite.LINEAR_PROBE, RetentionSuite.values()),
                section.integer("every", 1, NumberRange.atLeast(1)),
                section.textOrNull("templates"));
        section.close();
        if (guard.templates != null && guard.suite != RetentionSuite.ZERO_SHOT) {
            throw section.refusal("templates", "train.guard.templates requires train.guard.suite zero_shot");
        }
        boolean idle = guard.suite != RetentionSuite.LINEAR_PROBE || guard.every != 1;
        if (guard.data == null && idle) {
            throw section.refusal(
                    guard.every != 1 ? "every" : "suite",
                    "train.guard has settings but no train.guard.data, the data of the retention check");
        }
        return guard;
    }

    void write(SectionWriter writer) {
        writer.put("data", data).put("suite", suite).put("every", every).put("templates", templates);
    }
}
