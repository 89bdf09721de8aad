package dev.diptych.train;

import dev.diptych.data.SkippedImages;
import dev.diptych.evaluate.Evaluation;
import dev.diptych.report.Metrics;
import dev.diptych.train.recipe.Recipe;
import java.util.List;

/// What a finished run has to tell.
///
/// @param metrics the best model's figures on held-out data, and the run's own
/// @param evaluation that they come from
/// @param skipped training images that could not be read
public record TrainingResult(
        Recipe recipe,
        TrainingData data,
        Metrics metrics,
        Evaluation evaluation,
        List<SkippedImages.Skipped> skipped) {}
