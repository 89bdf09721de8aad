package dev.diptych.evaluate.retrieval;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Recall in both directions.
///
/// @param textToImage texts are the queries, images the candidates
/// @param imageToText images are the queries, texts the candidates
public record RetrievalResult(Recall textToImage, Recall imageToText) {

    /// The metrics by their names in `metrics.json`, in a fixed order.
    public Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        put(values, "retrieval.text_to_image.", textToImage);
        put(values, "retrieval.image_to_text.", imageToText);
        return Collections.unmodifiableMap(values);
    }

    private static void put(Map<String, Double> values, String prefix, Recall recall) {
        values.put(prefix + "r1", recall.r1());
        values.put(prefix + "r5", recall.r5());
        values.put(prefix + "r10", recall.r10());
        values.put(prefix + "median_rank", recall.medianRank());
    }
}
