package dev.diptych.image.resample;

/// Weighted sums of arrays, the core of both resampling passes. The loops contain only arrays, one index and weights,
/// so that the compiler vectorises them.
final class WeightedSums {

    private WeightedSums() {}

    /// The sums for output `index`: [ResampleWeights#HALF] and every third array from `at` on, times its weight.
    static void sum(int[] sums, int[][] arrays, int at, ResampleWeights weights, int index, int length) {
        int[] w = weights.weights();
        int from = index * weights.stride();
        int end = from + weights.count()[index];
        int rest = weights.count()[index] & 3; // first what four do not divide, then fours
        switch (rest) {
            case 1 -> one(sums, arrays[at], w[from], length);
            case 2 -> two(sums, arrays[at], arrays[at + 3], w[from], w[from + 1], length);
            case 3 -> {
                one(sums, arrays[at], w[from], length);
                addTwo(sums, arrays[at + 3], arrays[at + 6], w[from + 1], w[from + 2], length);
            }
            default -> one(sums, arrays[at], 0, length);
        }
        for (int i = from + rest, a = at + 3 * rest; i < end; i += 4, a += 12) {
            int[] second = arrays[a + 3];
            int[] third = arrays[a + 6];
            int[] fourth = arrays[a + 9];
            addFour(sums, arrays[a], second, third, fourth, w[i], w[i + 1], w[i + 2], w[i + 3], length);
        }
    }

    private static void one(int[] sums, int[] a, int wa, int length) {
        for (int i = 0; i < length; i++) {
            sums[i] = ResampleWeights.HALF + a[i] * wa;
        }
    }

    private static void two(int[] sums, int[] a, int[] b, int wa, int wb, int length) {
        for (int i = 0; i < length; i++) {
            sums[i] = ResampleWeights.HALF + a[i] * wa + b[i] * wb;
        }
    }

    private static void addTwo(int[] sums, int[] a, int[] b, int wa, int wb, int length) {
        for (int i = 0; i < length; i++) {
            sums[i] += a[i] * wa + b[i] * wb;
        }
    }

    private static void addFour(
            int[] sums, int[] a, int[] b, int[] c, int[] d, int wa, int wb, int wc, int wd, int length) {
        for (int i = 0; i < length; i++) {
            sums[i] += a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
        }
    }
}
