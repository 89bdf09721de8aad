package dev.diptych.cli.evaluation;

import dev.diptych.evaluate.Disagreement;
import dev.diptych.evaluate.classification.LabelledEvaluation;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The document of `evaluate --json`: the metrics, the prompts of zero-shot classification and, with human ratings, the
/// disagreements.
public final class EvaluationJson {

    private EvaluationJson() {}

    public static ObjectNode document(EvaluationResults results) {
        ObjectNode tree = results.metrics().toTree();
        LabelledEvaluation ofClasses = results.ofClasses();
        if (ofClasses != null && ofClasses.classes() != null) {
            ArrayNode prompts = tree.withObjectProperty("zero_shot").putArray("prompts");
            ofClasses.classes().prompts().forEach(prompts::add);
        }
        List<Disagreement> disagreements = results.disagreements();
        if (!disagreements.isEmpty()) {
            ArrayNode list = tree.withObjectProperty("judgements").putArray("disagreements");
            for (Disagreement each : disagreements) {
                list.addObject()
                        .put("image", each.image())
                        .put("caption", each.caption())
                        .put("judgement", each.judgement())
                        .put("cosine", each.cosine())
                        .put("judged_above", each.judgedAbove())
                        .put("model_above", each.modelAbove());
            }
        }
        return tree;
    }
}
