package dev.diptych.cli.evaluation;

import dev.diptych.data.SkippedImages;
import dev.diptych.data.survey.CaptionCoverage;
import dev.diptych.evaluate.Disagreement;
import dev.diptych.evaluate.Evaluation;
import dev.diptych.evaluate.HumanRatings;
import dev.diptych.evaluate.classification.LabelledEvaluation;
import dev.diptych.evaluate.comparison.QueryResults;
import dev.diptych.report.Metrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Results of an evaluation on pairs, classes and human ratings; each null if not evaluated.
///
/// @param captions how much of the captions of the pairs the model reads; null without pairs
public record EvaluationResults(
        @Nullable Evaluation ofPairs,
        @Nullable LabelledEvaluation ofClasses,
        @Nullable HumanRatings ofJudgements,
        @Nullable CaptionCoverage captions) {

    public Metrics metrics() {
        Map<String, Double> values = new LinkedHashMap<>();
        if (ofPairs != null) {
            values.putAll(ofPairs.values());
        }
        if (ofClasses != null) {
            values.putAll(ofClasses.values());
        }
        if (ofJudgements != null) {
            values.putAll(ofJudgements.values());
        }
        if (captions != null) {
            values.putAll(captions.values("captions."));
        }
        return Metrics.of(values);
    }

    /// Sentences about captions that the model does not read completely.
    public List<String> notes() {
        return captions == null ? List.of() : captions.lines("captions");
    }

    /// The results query by query.
    public QueryResults queries() {
        QueryResults queries = QueryResults.none();
        if (ofPairs != null) {
            queries = queries.plus(ofPairs.queries());
        }
        return ofClasses == null ? queries : queries.plus(ofClasses.queries());
    }

    public List<Disagreement> disagreements() {
        return ofJudgements == null ? List.of() : ofJudgements.disagreements();
    }

    /// Images that could not be read, without repetition.
    public List<SkippedImages.Skipped> skipped() {
        List<SkippedImages.Skipped> skipped = new ArrayList<>();
        if (ofPairs != null) {
            skipped.addAll(ofPairs.skipped());
        }
        if (ofClasses != null) {
            skipped.addAll(ofClasses.skipped());
        }
        if (ofJudgements != null) {
            skipped.addAll(ofJudgements.skipped());
        }
        return skipped.stream().distinct().toList();
    }
}
