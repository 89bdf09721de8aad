package dev.diptych.evaluate.calibration;

import dev.diptych.model.Calibration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// The lowest cosine from which pairs have a given precision, for each whole percent.
public final class PrecisionThresholds {

    /// Precision over fewer pairs is unreliable.
    private static final int LEAST_PAIRS = 20;

    private PrecisionThresholds() {}

    /// @param precision an additional precision, 0 to 1
    /// @return thresholds by ascending precision from 0.51 to 0.99, if reached with at least twenty pairs
    public static List<Calibration.Threshold> of(double[] cosines, boolean[] belongs, double precision) {
        int[] order = IntStream.range(0, cosines.length)
                .filter(i -> !Double.isNaN(cosines[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -cosines[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] wanted = DoubleStream.concat(
                        IntStream.rangeClosed(51, 99).mapToDouble(percent -> percent / 100.0),
                        DoubleStream.of(precision))
                .distinct()
                .sorted()
                .toArray();
        double[] lowest = new double[wanted.length];
        int[] found = new int[wanted.length];
        java.util.Arrays.fill(lowest, Double.NaN);
        int right = 0;
        for (int i = 0; i < order.length; i++) {
            double cosine = cosines[order[i]];
            right += belongs[order[i]] ? 1 : 0;
            boolean tied = i + 1 < order.length && cosines[order[i + 1]] == cosine;
            if (!tied && i + 1 >= LEAST_PAIRS) {
                for (int w = 0; w < wanted.length && (double) right / (i + 1) >= wanted[w]; w++) {
                    lowest[w] = cosine;
                    found[w] = right;
                }
            }
        }
        long all = IntStream.range(0, belongs.length).filter(i -> belongs[i]).count();
        List<Calibration.Threshold> thresholds = new ArrayList<>();
        for (int w = 0; w < wanted.length; w++) {
            if (!Double.isNaN(lowest[w])) {
                thresholds.add(new Calibration.Threshold(wanted[w], lowest[w], (double) found[w] / all));
            }
        }
        return thresholds;
    }
}
