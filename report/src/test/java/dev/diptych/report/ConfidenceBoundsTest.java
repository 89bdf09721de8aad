package dev.diptych.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.report.html.MetricDescription;
import dev.diptych.report.html.MetricsTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfidenceBoundsTest {

    private static final Metrics METRICS = Metrics.of(new LinkedHashMap<>(Map.of(
            "retrieval.text_to_image.r1", 20.0,
            "retrieval.text_to_image.r1_low", 18.0,
            "retrieval.text_to_image.r1_high", 22.5,
            "linear_probe.too_low", 3.0)));

    @Test
    void boundsFollowTheirMetric() {
        assertEquals(
                Optional.of(new ConfidenceBounds(18, 22.5)),
                ConfidenceBounds.of(METRICS, "retrieval.text_to_image.r1"));
        assertEquals(Optional.empty(), ConfidenceBounds.of(METRICS, "linear_probe.too_low"));
        assertTrue(ConfidenceBounds.isBound(METRICS, "retrieval.text_to_image.r1_high"));
        assertFalse(ConfidenceBounds.isBound(METRICS, "linear_probe.too_low"));
        String html = MetricsTable.toHtml(METRICS, null);
        assertTrue(html.contains("20.0&nbsp;% <small>95&nbsp;% CI 18.0 to 22.5</small>"), html);
        assertFalse(html.contains("r1_low"), html);
    }

    @Test
    void everyFigureOfTheSuitesIsExplained() {
        for (String name : new String[] {
            "zero_shot.top1",
            "linear_probe.mean_per_class_recall",
            "linear_probe.l2",
            "judgements.pooled.kendall_tau_c",
            "judgements.spearman",
            "consistency.flip_stability",
            "calibration.ece",
            "calibration.cosine_and_matching.isotonic_brier"
        }) {
            assertFalse(MetricDescription.of(name).explanation().isEmpty(), name);
        }
    }
}
