package dev.diptych.train;

import dev.diptych.data.SkippedImages;
import dev.diptych.evaluate.Evaluation;
import dev.diptych.evaluate.comparison.QueryResults;
import dev.diptych.report.Metrics;
import dev.diptych.train.recipe.Recipe;
import java.util.List;

/// Result of a finished run.
///
/// @param metrics metrics of the best model on held-out data, and of the run
/// @param evaluation evaluation of the best model
/// @param queries its results query by query, and those of the retention check
/// @param skipped training images that could not be read
public record TrainingResult(
        Recipe recipe,
        TrainingData data,
        Metrics metrics,
        Evaluation evaluation,
        QueryResults queries,
        List<SkippedImages.Skipped> skipped) {}
