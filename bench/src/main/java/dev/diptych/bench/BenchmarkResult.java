package dev.diptych.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a benchmark found.
///
/// @param unit what the rates count
public record BenchmarkResult(String name, String unit, List<BenchmarkRow> rows) {

    public BenchmarkResult {
        rows = List.copyOf(rows);
    }

    /// The document that the command prints.
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("bench", name);
        document.put("rows", rows.stream().map(BenchmarkRow::document).toList());
        return document;
    }
}
