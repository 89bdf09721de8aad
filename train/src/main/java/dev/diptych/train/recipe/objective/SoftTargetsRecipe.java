package dev.diptych.train.recipe.objective;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;

/// The contrastive loss against soft targets from an exponential moving average of the model.
///
/// @param momentum what the average keeps of itself at each step
/// @param share of the soft targets, reached at the end of the first epoch
/// @param queue past embeddings of each side that are candidates too; never more than the data set has
public record SoftTargetsRecipe(double weight, double momentum, double share, int queue) {

    static SoftTargetsRecipe read(Section section) {
        SoftTargetsRecipe softTargets = new SoftTargetsRecipe(
                section.number("weight", 0, NumberRange.atLeast(0)),
                section.number("momentum", 0.995, NumberRange.fromBelow(0, 1)),
                section.number("share", 0.4, NumberRange.between(0, 1)),
                section.integer("queue", 65_536, NumberRange.atLeast(0)));
        section.close();
        return softTargets;
    }

    void write(SectionWriter writer) {
        writer.put("weight", weight)
                .put("momentum", momentum)
                .put("share", share)
                .put("queue", queue);
    }
}
