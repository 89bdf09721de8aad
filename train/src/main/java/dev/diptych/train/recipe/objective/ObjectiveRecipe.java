package dev.diptych.train.recipe.objective;

import dev.diptych.train.objective.Positives;
import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import org.jspecify.annotations.Nullable;

/// The objective: a weighted sum of losses; losses of weight 0 are not computed.
///
/// @param temperature divisor of the cosines; the initial value if it is learned; null for that of `model.from`,
///     otherwise [#DEFAULT_TEMPERATURE]
/// @param learnTemperature whether the logit scale is trained; the temperature is then kept between 0.01 and 1
/// @param anchorWeight weight of the penalty on embeddings that move away from the starting model's
/// @param labelSmoothing label smoothing of the contrastive loss: the fraction of the targets that is spread evenly
///     over all candidates
public record ObjectiveRecipe(
        @Nullable Double temperature,
        boolean learnTemperature,
        Positives positives,
        double contrastiveWeight,
        double labelSmoothing,
        double matchingWeight,
        double decoupledWeight,
        double anchorWeight,
        SigmoidRecipe sigmoid,
        HardNegativesRecipe hardNegatives,
        CyclicRecipe cyclic,
        SoftTargetsRecipe softTargets) {

    public static final double DEFAULT_TEMPERATURE = 0.1;

    private static final double LOWEST_LEARNED = 0.01;
    private static final double HIGHEST_LEARNED = 1;
    private static final double ROUNDING = 1e-3; // a logit scale of 4.6052 means 100

    public static ObjectiveRecipe read(Section section) {
        ObjectiveRecipe objective = new ObjectiveRecipe(
                section.numberOrNull("temperature", null, NumberRange.above(0)),
                section.flag("learn_temperature", false),
                section.choice("positives", Positives.CAPTIONS_AND_SIBLINGS, Positives.values()),
                section.number("contrastive_weight", 1, NumberRange.atLeast(0)),
                section.number("label_smoothing", 0, NumberRange.fromBelow(0, 1)),
                section.number("matching_weight", 0, NumberRange.atLeast(0)),
                section.number("decoupled_weight", 0, NumberRange.atLeast(0)),
                section.number("anchor_weight", 0, NumberRange.atLeast(0)),
                SigmoidRecipe.read(section.section("sigmoid")),
                HardNegativesRecipe.read(section.section("hard_negatives")),
                CyclicRecipe.read(section.section("cyclic")),
                SoftTargetsRecipe.read(section.section("soft_targets")));
        section.close();
        objective.check(section);
        return objective;
    }

    public void write(SectionWriter writer) {
        writer.put("temperature", temperature)
                .put("learn_temperature", learnTemperature)
                .put("positives", positives)
                .put("contrastive_weight", contrastiveWeight)
                .put("label_smoothing", labelSmoothing)
                .put("matching_weight", matchingWeight)
                .put("decoupled_weight", decoupledWeight)
                .put("anchor_weight", anchorWeight)
                .section("sigmoid", sigmoid::write)
                .section("hard_negatives", hardNegatives::write)
                .section("cyclic", cyclic::write)
                .section("soft_targets", softTargets::write);
    }

    /// Whether a temperature is in the range of learned ones, apart from the rounding of a stored logit scale.
    public static boolean isLearnable(double temperature) {
        return temperature >= LOWEST_LEARNED * (1 - ROUNDING) && temperature <= HIGHEST_LEARNED * (1 + ROUNDING);
    }

    private void check(Section section) {
        if (learnTemperature && temperature != null && !isLearnable(temperature)) {
            throw section.refusal(
                    "temperature",
                    "objective.temperature %s is outside the range 0.01 to 1 of objective.learn_temperature"
                            .formatted(temperature));
        }
        boolean dividesByTemperature = contrastiveWeight > 0 || decoupledWeight > 0 || softTargets.weight() > 0;
        boolean holdsPairsApart =
                dividesByTemperature || matchingWeight > 0 || sigmoid.weight() > 0 || hardNegatives.weight() > 0;
        if (!holdsPairsApart) {
            throw section.refusal(
                    "contrastive_weight",
                    anchorWeight > 0
                            ? "objective.anchor_weight alone does not change the model;"
                                    + " set objective.contrastive_weight or another loss's weight above 0"
                            : cyclic.inModalWeight() > 0 || cyclic.crossModalWeight() > 0
                                    ? "objective.cyclic alone is minimal if all embeddings are equal;"
                                            + " set objective.contrastive_weight or another loss's weight above 0"
                                    : "objective.contrastive_weight and all other weights are 0; at least one must be above 0");
        }
        if (learnTemperature && !dividesByTemperature) {
            throw section.refusal(
                    "learn_temperature",
                    "objective.learn_temperature is true, but no loss with a weight uses it; set it to false, or"
                            + " objective.contrastive_weight, decoupled_weight or soft_targets.weight above 0");
        }
        if (labelSmoothing > 0 && contrastiveWeight == 0) {
            throw section.refusal(
                    "label_smoothing",
                    "objective.label_smoothing applies to the contrastive loss, but objective.contrastive_weight is 0;"
                            + " change one of them");
        }
    }
}
