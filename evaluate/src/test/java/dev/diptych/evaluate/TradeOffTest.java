package dev.diptych.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TradeOffTest {

    private static final SelectionMetric RECALL = new SelectionMetric("retrieval.text_to_image.r1");
    private static final SelectionMetric RANK = new SelectionMetric("retrieval.text_to_image.median_rank");

    private static TradeOff curve(SelectionMetric metric, double keep, double[] targets, double[] guards) {
        List<TradeOff.Point> points = new ArrayList<>();
        for (int i = 0; i < targets.length; i++) {
            points.add(new TradeOff.Point((double) i / (targets.length - 1), reading(targets[i]), reading(guards[i])));
        }
        return new TradeOff(metric, "zero_shot.top1", keep, points);
    }

    private static TradeOff.Reading reading(double value) {
        return new TradeOff.Reading(value, Double.NaN, Double.NaN);
    }

    @Test
    void theBestTargetOfThosePointsThatKeepEnoughIsChosen() {
        TradeOff curve = curve(RECALL, 0.9, new double[] {10, 18, 25, 30}, new double[] {50, 49, 45, 20});
        assertEquals(2.0 / 3, curve.chosen().alpha());
        assertEquals(0.75, curve.gained(curve.chosen()), 1e-12);
        assertEquals(0.9, curve.kept(curve.chosen()), 1e-12);
        assertEquals(
                1.0 / 3,
                curve(RECALL, 0.95, new double[] {10, 18, 25, 30}, new double[] {50, 49, 45, 20})
                        .chosen()
                        .alpha());
    }

    @Test
    void aTargetWhoseSmallerValueIsBetterIsMadeSmall() {
        TradeOff curve = curve(RANK, 0.9, new double[] {100, 60, 40}, new double[] {50, 50, 10});
        assertEquals(0.5, curve.chosen().alpha());
        assertEquals(40.0 / 60, curve.gained(curve.chosen()), 1e-12);
    }

    @Test
    void equalTargetsAreDecidedByTheGuardAndThenByNearnessToTheStart() {
        assertEquals(
                2.0 / 3,
                curve(RECALL, 0.5, new double[] {1, 5, 5, 2}, new double[] {9, 7, 8, 6})
                        .chosen()
                        .alpha());
        assertEquals(
                1.0 / 3,
                curve(RECALL, 0.5, new double[] {1, 5, 5, 2}, new double[] {9, 8, 8, 6})
                        .chosen()
                        .alpha());
    }

    @Test
    void whereNothingElseKeepsEnoughTheStartIsChosen() {
        TradeOff curve = curve(RECALL, 1, new double[] {10, 18, 25}, new double[] {50, 49, 45});
        assertEquals(curve.start(), curve.chosen());
    }

    @Test
    void aFigureThatIsNoNumberIsNeverChosen() {
        TradeOff curve = curve(RECALL, 0.9, new double[] {10, Double.NaN, 12}, new double[] {50, 50, Double.NaN});
        assertEquals(curve.start(), curve.chosen());
    }

    @Test
    void whereTrainingGainedNothingThereIsNoShareOfTheGain() {
        TradeOff curve = curve(RECALL, 0.9, new double[] {10, 12, 8}, new double[] {50, 50, 50});
        assertEquals(0.5, curve.chosen().alpha());
        assertTrue(Double.isNaN(curve.gained(curve.chosen())));
    }

    @Test
    void aStartWithNothingToKeepIsRefused() {
        assertThrows(InvalidInputException.class, () -> curve(RECALL, 0.9, new double[] {1, 2}, new double[] {0, 0}));
    }
}
