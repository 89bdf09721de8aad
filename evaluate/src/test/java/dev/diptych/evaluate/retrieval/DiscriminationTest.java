package dev.diptych.evaluate.retrieval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diptych.base.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiscriminationTest {

    @Test
    void isWorkedByHand() {
        // Wins of 0.9: 3; of 0.5: two and a tie; of 0.2: none but a tie with 0.2.
        Discrimination measured =
                Discrimination.evaluate(new float[] {0.9f, 0.2f, 0.5f}, new float[] {0.5f, 0.1f, 0.2f}, 0.3);
        assertEquals((3 + 2.5 + 1.5) / 9, measured.auc(), 1e-15);
        assertEquals(100.0 * 4 / 6, measured.accuracy(), 1e-12);
    }

    @Test
    void aConstantScoreIsChanceInAucAndNothingOnTheThreshold() {
        assertEquals(new Discrimination(0, 0.5), Discrimination.evaluate(new float[5], new float[3], 0));
        assertEquals(
                0.5,
                Discrimination.evaluate(new float[] {0f, -0f}, new float[] {-0f, 0f}, 0)
                        .auc());
    }

    @Test
    void nanHarmsTheModelOnEitherSide() {
        float[] nan = {Float.NaN};
        assertEquals(new Discrimination(50, 0), Discrimination.evaluate(nan, new float[] {-9}, 0));
        assertEquals(new Discrimination(50, 0), Discrimination.evaluate(new float[] {9}, nan, 0));
    }

    @Test
    void needsBothKindsOfPairs() {
        assertThrows(InvalidInputException.class, () -> Discrimination.evaluate(new float[0], new float[1], 0));
        assertThrows(InvalidInputException.class, () -> Discrimination.evaluate(new float[1], new float[0], 0));
    }

    @Test
    void namesItsMetrics() {
        assertEquals(
                List.of("matching.accuracy", "matching.auc"),
                List.copyOf(new Discrimination(1, 1).values().keySet()));
    }
}
