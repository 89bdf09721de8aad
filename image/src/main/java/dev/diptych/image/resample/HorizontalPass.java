package dev.diptych.image.resample;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// First pass: resamples rows horizontally.
///
/// A strip of rows is transposed so that the values of one column are contiguous. A weighted sum of columns is then
/// array arithmetic over many rows, which is impossible along a row, because each output pixel has its own start and
/// weights.
final class HorizontalPass {

    /// Number of rows of a strip: its columns, for a photograph, fit into the L2 cache.
    static final int STRIP = 128;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ResampleWeights weights;
    private final int[][] columns; // [3·input pixels, STRIP]
    private final int[] red = new int[STRIP];
    private final int[] green = new int[STRIP];
    private final int[] blue = new int[STRIP];
    private final int[] packed = new int[STRIP];

    /// @param columns room for 3 arrays of [#STRIP] values for each input pixel that the weights reach
    HorizontalPass(ResampleWeights weights, int[][] columns) {
        this.weights = weights;
        this.columns = columns;
    }

    /// Resamples rows of RGB bytes, `stride` bytes apart, into packed rows.
    ///
    /// @param start index of the first row's first pixel, from which the weights count
    void run(byte[] source, int start, int stride, int rows, int[][] target) {
        int from = start + 3 * weights.from();
        for (int strip = 0; strip < rows; strip += STRIP) {
            int height = Math.min(STRIP, rows - strip);
            turn(source, from + strip * stride, stride, height);
            for (int x = 0; x < weights.size(); x++) {
                int column = 3 * (weights.first()[x] - weights.from());
                WeightedSums.sum(red, columns, column, weights, x, height);
                WeightedSums.sum(green, columns, column + 1, weights, x, height);
                WeightedSums.sum(blue, columns, column + 2, weights, x, height);
                PackedRows.pack(red, green, blue, packed, height);
                scatter(packed, target, strip, x, height);
            }
        }
    }

    private void turn(byte[] source, int start, int stride, int height) {
        int count = 3 * (weights.to() - weights.from());
        int c = 0;
        for (; c + 8 <= count; c += 8) {
            turnEight(source, start + c, stride, height, c);
        }
        for (; c < count; c++) {
            int[] column = columns[c];
            for (int y = 0, in = start + c; y < height; y++, in += stride) {
                column[y] = source[in] & 0xFF;
            }
        }
    }

    private void turnEight(byte[] source, int start, int stride, int height, int c) {
        int[] c0 = columns[c];
        int[] c1 = columns[c + 1];
        int[] c2 = columns[c + 2];
        int[] c3 = columns[c + 3];
        int[] c4 = columns[c + 4];
        int[] c5 = columns[c + 5];
        int[] c6 = columns[c + 6];
        int[] c7 = columns[c + 7];
        for (int y = 0, in = start; y < height; y++, in += stride) {
            long eight = (long) EIGHT_BYTES.get(source, in);
            int low = (int) eight;
            int high = (int) (eight >>> 32);
            c0[y] = low & 0xFF;
            c1[y] = low >>> 8 & 0xFF;
            c2[y] = low >>> 16 & 0xFF;
            c3[y] = low >>> 24;
            c4[y] = high & 0xFF;
            c5[y] = high >>> 8 & 0xFF;
            c6[y] = high >>> 16 & 0xFF;
            c7[y] = high >>> 24;
        }
    }

    private static void scatter(int[] packed, int[][] target, int row, int x, int height) {
        for (int y = 0; y < height; y++) {
            target[row + y][x] = packed[y];
        }
    }
}
