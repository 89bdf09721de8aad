package dev.diptych.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Chooses which points of a long curve to draw.
final class CurvePoints {

    private CurvePoints() {}

    /// The indices to draw, ascending: all, or of each of `most / 2` stretches the lowest and the highest value,
    /// and the first and last point. Where a curve is thinned, values that are not finite are passed over.
    static List<Integer> kept(List<Double> values, int most) {
        int count = values.size();
        if (count <= most) {
            return IntStream.range(0, count).boxed().toList();
        }
        NavigableSet<Integer> kept = new TreeSet<>(List.of(0, count - 1));
        int stretches = most / 2;
        for (int stretch = 0; stretch < stretches; stretch++) {
            int from = (int) ((long) count * stretch / stretches);
            int to = (int) ((long) count * (stretch + 1) / stretches);
            List<Integer> finite = IntStream.range(from, to)
                    .filter(i -> Double.isFinite(values.get(i)))
                    .boxed()
                    .toList();
            finite.stream()
                    .min((a, b) -> Double.compare(values.get(a), values.get(b)))
                    .ifPresent(kept::add);
            finite.stream()
                    .max((a, b) -> Double.compare(values.get(a), values.get(b)))
                    .ifPresent(kept::add);
        }
        return new ArrayList<>(kept);
    }
}
