package dev.diptych.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Results of a benchmark.
///
/// @param unit unit of the rates
public record BenchmarkResult(String name, String unit, List<BenchmarkRow> rows) {

    public BenchmarkResult {
        rows = List.copyOf(rows);
    }

    /// The JSON document of the command.
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("bench", name);
        document.put("rows", rows.stream().map(BenchmarkRow::document).toList());
        return document;
    }
}
