package dev.diptych.train;

import dev.diptych.model.ImageTextModel;
import dev.diptych.model.SigmoidHead;
import dev.diptych.objective.AnchorLoss;
import dev.diptych.objective.CyclicConsistency;
import dev.diptych.objective.DecoupledContrastiveLoss;
import dev.diptych.objective.ImageTextMatching;
import dev.diptych.objective.MaxMarginLoss;
import dev.diptych.objective.Objective;
import dev.diptych.objective.SemanticConsistencyLoss;
import dev.diptych.objective.SigmoidLoss;
import dev.diptych.objective.SoftTargetLoss;
import dev.diptych.objective.Temperature;
import dev.diptych.objective.WeightedSum;
import dev.diptych.recipe.ObjectiveRecipe;
import dev.diptych.recipe.Positives;
import dev.diptych.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/// The losses that a recipe weighs, in the order of its keys.
final class Objectives {

    private final List<WeightedSum.Part> parts = new ArrayList<>();

    private Objectives() {}

    static Objective of(Recipe recipe, ImageTextModel model) {
        ObjectiveRecipe objective = recipe.objective();
        Positives positives = objective.positives();
        Temperature temperature = objective.learnTemperature()
                ? new Temperature.Learned()
                : new Temperature.Fixed(objective.temperature());
        return new Objectives()
                .add(
                        objective.contrastiveWeight(),
                        () -> new SemanticConsistencyLoss(temperature, positives, objective.labelSmoothing()))
                .add(
                        objective.matchingWeight(),
                        () -> new ImageTextMatching(new FusionMatching(Objects.requireNonNull(model.fusion()))))
                .add(objective.decoupledWeight(), () -> new DecoupledContrastiveLoss(temperature, positives))
                .add(objective.anchorWeight(), AnchorLoss::new)
                .add(objective.sigmoid().weight(), () -> sigmoid(Objects.requireNonNull(model.sigmoid()), positives))
                .add(
                        objective.hardNegatives().weight(),
                        () -> new MaxMarginLoss(objective.hardNegatives().margin(), positives))
                .add(objective.cyclic().inModalWeight(), () -> CyclicConsistency.IN_MODAL)
                .add(objective.cyclic().crossModalWeight(), () -> CyclicConsistency.CROSS_MODAL)
                .add(objective.softTargets().weight(), () -> new SoftTargetLoss(temperature, positives))
                .sum();
    }

    private static Objective sigmoid(SigmoidHead head, Positives positives) {
        return new SigmoidLoss(head.logitScale(), head.bias(), positives);
    }

    private Objectives add(double weight, Supplier<Objective> objective) {
        if (weight > 0) {
            parts.add(new WeightedSum.Part(weight, objective.get()));
        }
        return this;
    }

    private Objective sum() {
        return new WeightedSum(parts);
    }
}
