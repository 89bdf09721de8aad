package dev.diptych.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Selects the points of a long curve that are drawn.
final class CurvePoints {

    private CurvePoints() {}

    /// Up to `most` evenly spaced indices, ascending, with the first and the last.
    static List<Integer> spread(List<Double> values, int most) {
        int count = values.size();
        if (count <= most) {
            return IntStream.range(0, count).boxed().toList();
        }
        return IntStream.range(0, most)
                .map(i -> (int) Math.round((double) i * (count - 1) / (most - 1)))
                .boxed()
                .toList();
    }

    /// The indices to draw, ascending: all, or the lowest and the highest value of each of `most /
    /// 2` segments and the first and last point. Non-finite values are skipped if a curve is
    /// thinned.
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
