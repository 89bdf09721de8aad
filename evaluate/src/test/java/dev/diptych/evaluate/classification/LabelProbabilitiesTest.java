package dev.diptych.evaluate.classification;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diptych.model.Calibration;
import dev.diptych.model.ProbabilityCurve;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelProbabilitiesTest {

    // Cosine 0.1 is a match with 20 %, 0.3 with 80 %, and 0 and 1 with certainty.
    private static final Calibration CALIBRATION = new Calibration(
            new ProbabilityCurve(
                    ProbabilityCurve.Method.ISOTONIC, 1, 0, new double[] {0, 0.1, 0.3, 1}, new double[] {0, 0.2, 0.8, 1
                    }),
            null,
            List.of(),
            "",
            10);

    @Test
    void withoutCalibrationTheyAreTheSoftmaxOfTheScaledCosines() {
        // exp(0), exp(-1), exp(-2), by a sum of 1.5032147.
        assertArrayEquals(
                new double[] {0.66524096, 0.24472847, 0.09003057},
                new LabelProbabilities(0.01, null, false).of(new double[] {0.30, 0.29, 0.28}),
                1e-8);
    }

    @Test
    void aCalibrationGivesLikelihoodRatios() {
        // Ratios 4 and 1/4.
        double[] cosines = {0.3, 0.1};
        assertArrayEquals(
                new double[] {16 / 17.0, 1 / 17.0},
                new LabelProbabilities(0.01, CALIBRATION, false).of(cosines),
                1e-12);
        double[] orNone = new LabelProbabilities(0.01, CALIBRATION, true).of(cosines);
        assertArrayEquals(new double[] {4 / 5.25, 0.25 / 5.25}, orNone, 1e-12);
        assertEquals(1 / 5.25, 1 - Arrays.stream(orNone).sum(), 1e-12);
    }

    @Test
    void certaintyOfTheCurveStaysFinite() {
        double[] probabilities = new LabelProbabilities(0.01, CALIBRATION, true).of(new double[] {1, -1, 1});
        assertArrayEquals(new double[] {0.5, 0, 0.5}, probabilities, 1e-6);
    }

    @Test
    void noneOfTheLabelsRequiresACalibration() {
        assertThrows(IllegalArgumentException.class, () -> new LabelProbabilities(0.01, null, true));
    }
}
