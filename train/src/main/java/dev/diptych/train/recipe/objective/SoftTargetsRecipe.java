package dev.diptych.train.recipe.objective;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;

/// The contrastive loss with soft targets from a momentum model.
///
/// @param momentum momentum of the moving average
/// @param share share of the soft targets, reached at the end of the first epoch
/// @param queue number of past embeddings of each modality that serve as additional candidates; at most the size of
///     the data
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
