package dev.diptych.evaluate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;

/// How often a model prefers the true caption to a hard negative caption; chance is 50.
///
/// @param byKind percentage (0 to 100) for each kind, in alphabetical order
/// @param overall percentage over all items
public record CompositionalResult(SortedMap<String, Double> byKind, double overall) {

    static final String OVERALL = "overall";

    /// The metrics by their names in `metrics.json`: the kinds in alphabetical order, then the overall accuracy.
    public Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        byKind.forEach((kind, accuracy) -> values.put("compositional." + kind, accuracy));
        values.put("compositional." + OVERALL, overall);
        return Collections.unmodifiableMap(values);
    }
}
