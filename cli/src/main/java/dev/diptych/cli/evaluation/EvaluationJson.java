package dev.diptych.cli.evaluation;

import dev.diptych.evaluate.Disagreement;
import dev.diptych.report.Metrics;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The document of `evaluate --json`: the metrics and, with human ratings, the disagreements.
public final class EvaluationJson {

    private EvaluationJson() {}

    public static ObjectNode document(Metrics metrics, List<Disagreement> disagreements) {
        ObjectNode tree = metrics.toTree();
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
