package dev.diptych.train.recipe;

import dev.diptych.evaluate.RetentionSuite;
import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import org.jspecify.annotations.Nullable;

/// What the model could do before and is not to lose: measured before the first step and at validations, and shown
/// beside what is gained. It never chooses the best model and never stops a run.
///
/// @param data for classes a folder, for the other suites pairs of any format; null for no guard
/// @param every epochs from one measurement to the next; so has the last of `train.epochs`
/// @param templates a file of prompts for zero-shot; null for the plain one
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
            throw section.refusal(
                    "templates", "train.guard.templates is for train.guard.suite zero_shot; set that or leave it out");
        }
        boolean idle = guard.suite != RetentionSuite.LINEAR_PROBE || guard.every != 1;
        if (guard.data == null && idle) {
            throw section.refusal(
                    guard.every != 1 ? "every" : "suite",
                    "train.guard has settings but no train.guard.data; name the data that the guard is measured on");
        }
        return guard;
    }

    void write(SectionWriter writer) {
        writer.put("data", data).put("suite", suite).put("every", every).put("templates", templates);
    }
}
