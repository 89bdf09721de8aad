package dev.diptych.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One case.
///
/// @param name name of the case
/// @param milliseconds median duration of a run
/// @param perSecond units of work per second
/// @param rooflinePerSecond upper bound of the machine, measured in the same run; NaN if there is none
/// @param peakResidentBytes peak resident memory of the process during the case; null if unknown
/// @param largestLossDifference largest difference from the losses of the reference case; null if there is none
/// @param details further measurements by name, in order
public record BenchmarkRow(
        String name,
        double milliseconds,
        double perSecond,
        double rooflinePerSecond,
        @Nullable Long peakResidentBytes,
        @Nullable Double largestLossDifference,
        Map<String, Double> details) {

    public BenchmarkRow {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    BenchmarkRow(
            String name,
            double milliseconds,
            double perSecond,
            double rooflinePerSecond,
            @Nullable Long peakResidentBytes) {
        this(name, milliseconds, perSecond, rooflinePerSecond, peakResidentBytes, null, Map.of());
    }

    /// The fraction of the roofline. Above 1 if work counted by the roofline was saved.
    public double fractionOfRoofline() {
        return perSecond / rooflinePerSecond;
    }

    Map<String, Object> document() {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("case", name);
        row.put("milliseconds", milliseconds);
        row.put("per_second", perSecond);
        row.put("roofline_per_second", finite(rooflinePerSecond));
        row.put("fraction_of_roofline", finite(fractionOfRoofline()));
        row.put("peak_resident_bytes", peakResidentBytes);
        if (largestLossDifference != null) {
            row.put("largest_loss_difference", largestLossDifference);
        }
        row.putAll(details);
        @SuppressWarnings("NullAway") // a null is written as JSON's null
        Map<String, Object> document = (Map<String, Object>) (Map<String, ?>) row;
        return document;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
