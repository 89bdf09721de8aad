package dev.diptych.train.search;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The result of a search as JSON: the table and the settings of the comparison.
public final class SearchJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SearchJson() {}

    /// A new tree.
    public static ObjectNode of(SearchResult result) {
        ObjectNode root = JSON.createObjectNode();
        root.put("metric", result.metric().name())
                .put("larger_is_better", result.metric().largerIsBetter())
                .put("selected_on", "validation");
        ArrayNode seeds = root.putArray("seeds");
        result.plan().seeds().forEach(seeds::add);
        figure(root, "pooled_spread", result.seeds().spread());
        figure(root, "smallest_difference", result.seeds().threshold());
        root.set("best", row(result, result.winner()));
        ArrayNode candidates = root.putArray("candidates");
        result.rows().forEach(each -> candidates.add(row(result, each)));
        return root;
    }

    private static ObjectNode row(SearchResult result, CandidateRow row) {
        ObjectNode object = JSON.createObjectNode();
        object.put("candidate", row.number());
        ObjectNode settings = object.putObject("settings");
        row.candidate().values().forEach(settings::put);
        figure(object, "mean", row.mean());
        figure(object, "spread", row.spread());
        addValues(object.putArray("values"), row.values());
        addValues(object.putArray("temperatures"), row.temperatures());
        object.put("epochs", row.epochs()).put("failed", row.failed());
        result.verdict(row).ifPresent(verdict -> object.put("compared_with_best", verdict.text()));
        return object;
    }

    private static void figure(ObjectNode object, String name, double value) {
        if (Double.isFinite(value)) {
            object.put(name, value);
        } else {
            object.putNull(name);
        }
    }

    private static void addValues(ArrayNode array, List<Double> values) {
        for (double value : values) {
            if (Double.isFinite(value)) {
                array.add(value);
            } else {
                array.addNull();
            }
        }
    }
}
