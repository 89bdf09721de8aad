package dev.diptych.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diptych.base.InvalidInputException;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class MetricsTest {

    private static final Metrics SOME = Metrics.none()
            .with("retrieval.text_to_image.r1", 12.5)
            .with("retrieval.text_to_image.median_rank", 7)
            .with("matching.auc", Double.NaN);

    @Test
    void nestsNamesInJsonAndWritesNullForWhatIsNotFinite() {
        assertEquals("""
                {"retrieval":{"text_to_image":{"r1":12.5,"median_rank":7.0}},"matching":{"auc":null}}""", SOME.toJson().replaceAll("\\s", ""));
        assertEquals(
                "{\"a\":null}",
                Metrics.none().with("a", Double.NEGATIVE_INFINITY).toTree().toString());
    }

    @Test
    void readsBackEqual() {
        assertEquals(SOME, Metrics.fromJson("metrics.json", SOME.toJson()));
        assertEquals(Metrics.none(), Metrics.fromJson("metrics.json", "{}"));
    }

    @Test
    void findsAFigureByItsName() {
        assertEquals(OptionalDouble.of(12.5), SOME.get("retrieval.text_to_image.r1"));
        assertEquals(OptionalDouble.empty(), SOME.get("retrieval.text_to_image"));
        assertEquals(
                OptionalDouble.of(2),
                Metrics.none().with("loss", 2).under("train").get("train.loss"));
        assertEquals(
                8,
                SOME.plus(Metrics.of(Map.of("matching.auc", 8.0)))
                        .get("matching.auc")
                        .orElseThrow());
    }

    @Test
    void refusesANameThatIsAFigureAndAGroup() {
        assertThrows(IllegalArgumentException.class, () -> SOME.with("matching", 1));
        assertThrows(IllegalArgumentException.class, () -> SOME.with("matching.auc.x", 1));
    }

    @Test
    void refusesJsonThatHoldsOtherThanNumbers() {
        assertEquals(
                "m.json: \"a.b\" must be a number or null",
                assertThrows(InvalidInputException.class, () -> Metrics.fromJson("m.json", "{\"a\":{\"b\":\"x\"}}"))
                        .getMessage());
        assertThrows(InvalidInputException.class, () -> Metrics.fromJson("m.json", "{"));
        assertThrows(InvalidInputException.class, () -> Metrics.fromJson("m.json", "5"));
    }
}
