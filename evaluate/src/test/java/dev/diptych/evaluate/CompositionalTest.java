package dev.diptych.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diptych.base.InvalidInputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompositionalTest {

    @Test
    void countsStrictWinsOnly() {
        CompositionalResult result = Compositional.evaluate(List.of(
                new CompositionalItem("relation", 0.5f, 0.5f),
                new CompositionalItem("attribute", 0.6f, 0.5f),
                new CompositionalItem("attribute", 0.4f, 0.5f),
                new CompositionalItem("attribute", 0.4f, 0.1f),
                new CompositionalItem("attribute", Float.NaN, 0.1f),
                new CompositionalItem("relation", 0.4f, Float.NaN),
                new CompositionalItem("relation", 0.4f, -0.4f),
                new CompositionalItem("relation", 0.1f, 0.4f)));
        assertEquals(
                List.of(
                        Map.entry("compositional.attribute", 50.0),
                        Map.entry("compositional.relation", 25.0),
                        Map.entry("compositional.overall", 37.5)),
                List.copyOf(result.values().entrySet()));
    }

    @Test
    void needsItemsAndKindsThatCanNameAFigure() {
        assertThrows(InvalidInputException.class, () -> Compositional.evaluate(List.of()));
        assertThrows(InvalidInputException.class, () -> new CompositionalItem("overall", 1, 0));
        assertThrows(InvalidInputException.class, () -> new CompositionalItem("Swapped colour", 1, 0));
    }
}
