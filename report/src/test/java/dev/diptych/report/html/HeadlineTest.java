package dev.diptych.report.html;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.report.Metrics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadlineTest {

    @Test
    void aMetricHasTwoSignificantDigitsOfItsIntervalAndItsChanceLevel() {
        String name = "retrieval.text_to_image.r1";
        Metrics metrics = Metrics.of(
                Map.of(name, 66.2512, name + "_low", 63.0391, name + "_high", 69.4012, name + "_chance", 0.2004));
        String html = Headline.of(metrics, List.of(name));
        assertTrue(html.contains("<dd>66.3<small> % (63.0 to 69.4), chance 0.2</small></dd>"), html);
    }
}
