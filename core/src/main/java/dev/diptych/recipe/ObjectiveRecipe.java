package dev.diptych.recipe;

/// What is minimised: a weighted sum of the contrastive loss and image-text matching.
///
/// @param temperature cosines are divided by it; where it is learned, the value it starts from
/// @param learnTemperature whether the logit scale is trained; its temperature then stays within 0.01 and 1
public record ObjectiveRecipe(
        double temperature,
        boolean learnTemperature,
        Positives positives,
        double contrastiveWeight,
        double matchingWeight) {

    static ObjectiveRecipe read(Section section) {
        ObjectiveRecipe objective = new ObjectiveRecipe(
                section.number("temperature", 0.1, Bounds.above(0)),
                section.flag("learn_temperature", false),
                section.choice("positives", Positives.CAPTIONS_AND_SIBLINGS, Positives.values()),
                section.number("contrastive_weight", 1, Bounds.atLeast(0)),
                section.number("matching_weight", 0, Bounds.atLeast(0)));
        section.close();
        if (objective.learnTemperature && (objective.temperature < 0.01 || objective.temperature > 1)) {
            throw section.refusal(
                    "temperature",
                    "objective.temperature %s lies outside 0.01 to 1, where objective.learn_temperature keeps it"
                            .formatted(objective.temperature));
        }
        if (objective.contrastiveWeight == 0 && objective.matchingWeight == 0) {
            throw section.refusal(
                    "contrastive_weight",
                    "objective.contrastive_weight and objective.matching_weight are both 0; nothing is left to train");
        }
        return objective;
    }

    void write(SectionWriter writer) {
        writer.put("temperature", temperature)
                .put("learn_temperature", learnTemperature)
                .put("positives", positives)
                .put("contrastive_weight", contrastiveWeight)
                .put("matching_weight", matchingWeight);
    }
}
