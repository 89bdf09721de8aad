package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class BenchCommandTest {

    @Test
    void jsonHoldsTheRowsAndNothingElse() throws Exception {
        var result = CommandProcess.diptych("bench", "tokenize", "--samples", "500", "--repeat", "1", "--json");
        assertEquals(0, result.status(), result.err());
        JsonNode document = JsonMapper.shared().readTree(result.out());
        assertEquals(List.of("bench", "rows"), List.copyOf(document.propertyNames()));
        assertEquals("tokenize", document.get("bench").asString());
        assertEquals(
                List.of(
                        "case",
                        "milliseconds",
                        "per_second",
                        "roofline_per_second",
                        "fraction_of_roofline",
                        "peak_resident_bytes"),
                List.copyOf(document.get("rows").get(0).propertyNames()));
        assertTrue(document.get("rows").get(0).get("per_second").asDouble() > 0);
    }

    @Test
    void anOptionOfAnotherBenchIsRefused() throws Exception {
        var result = CommandProcess.diptych("bench", "data", "--vocabulary", "vocab.txt");
        assertEquals(2, result.status());
        assertEquals(List.of("diptych: bench data does not support --vocabulary"), result.errLines());
    }

    @Test
    void anUnknownBenchIsRefused() throws Exception {
        var result = CommandProcess.diptych("bench", "steps");
        assertEquals(2, result.status());
        assertEquals(
                List.of(
                        "diptych: unknown benchmark steps; expected step, cache, data, tokenize, evaluate, embed, search, serve or micro"),
                result.errLines());
    }

    @Test
    void aCaseNeedsABench() throws Exception {
        var result = CommandProcess.diptych("bench", "--case", "small-real");
        assertEquals(2, result.status());
        assertEquals(List.of("diptych: bench without a name does not support --case"), result.errLines());
    }
}
