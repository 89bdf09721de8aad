package dev.diptych.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One case.
///
/// @param name of the case
/// @param milliseconds of a run, the median
/// @param perSecond units of work in a second
/// @param rooflinePerSecond what the machine could do at most, measured in the same run; NaN where there is none
/// @param peakResidentBytes the most memory that the process had while it ran; null where the system does not tell
/// @param largestLossDifference between this run and the one that it must equal; null where there is no other
public record BenchmarkRow(
        String name,
        double milliseconds,
        double perSecond,
        double rooflinePerSecond,
        @Nullable Long peakResidentBytes,
        @Nullable Double largestLossDifference) {

    BenchmarkRow(
            String name,
            double milliseconds,
            double perSecond,
            double rooflinePerSecond,
            @Nullable Long peakResidentBytes) {
        this(name, milliseconds, perSecond, rooflinePerSecond, peakResidentBytes, null);
    }

    /// How much of the roofline was reached. Above 1 where work was saved that the roofline counts.
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
        @SuppressWarnings("NullAway") // a null is written as JSON's null
        Map<String, Object> document = (Map<String, Object>) (Map<String, ?>) row;
        return document;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
