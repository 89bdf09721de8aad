package dev.diptych.image;

import java.util.Arrays;

/// The two passes of a resampling, across and then down. Between them every value is an integer of 0 to 255, as
/// Pillow's 8-bit image between its passes is.
final class ResamplePasses {

    private ResamplePasses() {}

    /// Resamples rows of `source` across into `target`, [rows][3·columns].
    ///
    /// Two rows go through one 64-bit sum, one in each half: `pairs` holds, for every value, the upper row's in
    /// the low half and the lower row's in the high half, so that one multiplication weighs both. The low half's
    /// sum may be negative and then borrows from the high half, which is undone at the end; the result is exact.
    ///
    /// @param start index of the first row's first pixel, from which `across` counts
    /// @param stride bytes from a row to the next
    static void across(
            byte[] source, int start, int stride, int rows, ResampleWeights across, long[] pairs, int[][] target) {
        int from = 3 * across.from();
        int length = 3 * across.to() - from;
        for (int row = 0; row < rows; row += 2) {
            int upper = start + row * stride + from;
            int other = Math.min(row + 1, rows - 1); // the last row of an odd number is done twice
            pair(source, upper, start + other * stride + from, pairs, length);
            acrossPair(pairs, across, target[row], target[other]);
        }
    }

    private static void pair(byte[] source, int upper, int lower, long[] pairs, int length) {
        for (int i = 0; i < length; i++) {
            pairs[i] = source[upper + i] & 0xFF | (long) (source[lower + i] & 0xFF) << 32;
        }
    }

    private static void acrossPair(long[] pairs, ResampleWeights across, int[] upper, int[] lower) {
        int[] weights = across.weights();
        int[] first = across.first();
        int[] count = across.count();
        int from = across.from();
        long half = (long) ResampleWeights.HALF << 32 | ResampleWeights.HALF;
        for (int x = 0, out = 0, base = 0; x < first.length; x++, out += 3, base += across.stride()) {
            long red = half;
            long green = half;
            long blue = half;
            int in = 3 * (first[x] - from);
            int taps = count[x];
            for (int t = 0; t < taps; t++) {
                long weight = weights[base + t];
                red += pairs[in + 3 * t] * weight;
                green += pairs[in + 3 * t + 1] * weight;
                blue += pairs[in + 3 * t + 2] * weight;
            }
            upper[out] = clip((int) red);
            upper[out + 1] = clip((int) green);
            upper[out + 2] = clip((int) blue);
            lower[out] = clip(high(red));
            lower[out + 1] = clip(high(green));
            lower[out + 2] = clip(high(blue));
        }
    }

    private static int high(long sum) {
        return (int) (sum - (int) sum >> 32);
    }

    private static int clip(int sum) {
        return Math.min(Math.max(sum >> ResampleWeights.PRECISION, 0), 255);
    }

    /// Copies rows of `source`, from pixel `left` on, into `target` as they are.
    static void copy(byte[] source, int start, int stride, int rows, int columns, int[][] target) {
        for (int row = 0; row < rows; row++) {
            int in = start + row * stride;
            int[] out = target[row];
            for (int i = 0; i < 3 * columns; i++) {
                out[i] = source[in + i] & 0xFF;
            }
        }
    }

    /// Resamples `rows` (the first of them being input row `down.from()`) down into bytes.
    static void down(int[][] rows, ResampleWeights down, int[] sums, int length, byte[] target, int out, int stride) {
        int[] weights = down.weights();
        for (int y = 0; y < down.size(); y++) {
            Arrays.fill(sums, 0, length, ResampleWeights.HALF);
            int row = down.first()[y] - down.from();
            int base = y * down.stride();
            int taps = down.count()[y];
            int t = 0;
            for (; t + 4 <= taps; t += 4) {
                add(
                        sums,
                        rows[row + t],
                        rows[row + t + 1],
                        rows[row + t + 2],
                        rows[row + t + 3],
                        weights[base + t],
                        weights[base + t + 1],
                        weights[base + t + 2],
                        weights[base + t + 3],
                        length);
            }
            for (; t < taps; t++) {
                add(sums, rows[row + t], weights[base + t], length);
            }
            int at = out + y * stride;
            for (int i = 0; i < length; i++) {
                target[at + i] = ResampleWeights.clip(sums[i]);
            }
        }
    }

    /// Writes rows that need no resampling down as bytes.
    static void write(int[][] rows, int count, int length, byte[] target, int out, int stride) {
        for (int y = 0; y < count; y++) {
            for (int i = 0; i < length; i++) {
                target[out + y * stride + i] = (byte) rows[y][i];
            }
        }
    }

    // Separate and with nothing but one index, so that the compiler turns them into vector instructions.
    private static void add(
            int[] sums, int[] a, int[] b, int[] c, int[] d, int wa, int wb, int wc, int wd, int length) {
        for (int i = 0; i < length; i++) {
            sums[i] += a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
        }
    }

    private static void add(int[] sums, int[] row, int weight, int length) {
        for (int i = 0; i < length; i++) {
            sums[i] += row[i] * weight;
        }
    }
}
