package dev.diptych.train;

import dev.diptych.model.ImageTextModel;
import dev.diptych.model.SigmoidHead;
import dev.diptych.train.internal.StartingTemperature;
import dev.diptych.train.internal.step.FusionMatching;
import dev.diptych.train.objective.AnchorLoss;
import dev.diptych.train.objective.CyclicConsistency;
import dev.diptych.train.objective.DecoupledContrastiveLoss;
import dev.diptych.train.objective.ImageTextMatching;
import dev.diptych.train.objective.MaxMarginLoss;
import dev.diptych.train.objective.Objective;
import dev.diptych.train.objective.Positives;
import dev.diptych.train.objective.SemanticConsistencyLoss;
import dev.diptych.train.objective.SigmoidLoss;
import dev.diptych.train.objective.SoftTargetLoss;
import dev.diptych.train.objective.Temperature;
import dev.diptych.train.objective.WeightedSum;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.objective.ObjectiveRecipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/// Creates the losses of a recipe, in the order of its keys.
public final class ObjectiveFactory {

    private final List<WeightedSum.Part> parts = new ArrayList<>();

    private ObjectiveFactory() {}

    public static Objective of(Recipe recipe, ImageTextModel model) {
        ObjectiveRecipe objective = recipe.objective();
        Positives positives = objective.positives();
        Temperature temperature = temperature(recipe, model);
        return new ObjectiveFactory()
                .add(
                        objective.contrastiveWeight(),
                        () -> new SemanticConsistencyLoss(temperature, positives, objective.labelSmoothing()))
                .add(
                        objective.matchingWeight(),
                        () -> new ImageTextMatching(new FusionMatching(Objects.requireNonNull(model.fusion()))))
                .add(objective.decoupledWeight(), () -> new DecoupledContrastiveLoss(temperature, positives))
                .add(objective.anchorWeight(), AnchorLoss::new)
                .addOfEmbeddings(objective, model, positives)
                .add(objective.softTargets().weight(), () -> new SoftTargetLoss(temperature, positives))
                .sum();
    }

    /// The losses of a recipe that require only the embeddings of a batch, neither token states nor teachers; empty if
    /// there are none.
    public static Optional<Objective> ofEmbeddings(Recipe recipe, ImageTextModel model) {
        ObjectiveRecipe objective = recipe.objective();
        Positives positives = objective.positives();
        Temperature temperature = temperature(recipe, model);
        ObjectiveFactory factory = new ObjectiveFactory()
                .add(
                        objective.contrastiveWeight(),
                        () -> new SemanticConsistencyLoss(temperature, positives, objective.labelSmoothing()))
                .add(objective.decoupledWeight(), () -> new DecoupledContrastiveLoss(temperature, positives))
                .addOfEmbeddings(objective, model, positives);
        return factory.parts.isEmpty() ? Optional.empty() : Optional.of(factory.sum());
    }

    private static Temperature temperature(Recipe recipe, ImageTextModel model) {
        return recipe.objective().learnTemperature()
                ? new Temperature.Learned()
                : new Temperature.Fixed(StartingTemperature.of(recipe, model.encoder()));
    }

    private ObjectiveFactory addOfEmbeddings(ObjectiveRecipe objective, ImageTextModel model, Positives positives) {
        return add(objective.sigmoid().weight(), () -> sigmoid(Objects.requireNonNull(model.sigmoid()), positives))
                .add(
                        objective.hardNegatives().weight(),
                        () -> new MaxMarginLoss(objective.hardNegatives().margin(), positives))
                .add(objective.cyclic().inModalWeight(), () -> CyclicConsistency.IN_MODAL)
                .add(objective.cyclic().crossModalWeight(), () -> CyclicConsistency.CROSS_MODAL);
    }

    private static Objective sigmoid(SigmoidHead head, Positives positives) {
        return new SigmoidLoss(head.logitScale(), head.bias(), positives);
    }

    private ObjectiveFactory add(double weight, Supplier<Objective> objective) {
        if (weight > 0) {
            parts.add(new WeightedSum.Part(weight, objective.get()));
        }
        return this;
    }

    private Objective sum() {
        return new WeightedSum(parts);
    }
}
