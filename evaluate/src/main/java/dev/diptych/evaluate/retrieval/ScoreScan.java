package dev.diptych.evaluate.retrieval;

import java.nio.FloatBuffer;
import java.util.Arrays;

/// One pass over a block of scores: counts of scores below a limit for each row and column, and positions of scores
/// too close to a limit for float32.
///
/// The loops use only arrays and one index, so that the compiler vectorises them: a score is below its limit where
/// the difference has its sign bit set, and near it where the difference's bits without the sign, which grow with its
/// size, are no more than those of the tolerance. Only NaN violates the first rule; the second detects it, because
/// its bits are above those of infinity, and it is corrected where uncertain scores are listed.
final class ScoreScan {

    private static final int CHUNK = 128; // columns checked one by one if any of them is uncertain
    private static final int INFINITE = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    private final float[] rowLimits; // [R]
    private final float[] columnLimits; // [C]
    private final float tolerance;
    private final int most;
    private final int[] belowOfRow; // [R]
    private final int[] belowOfColumn; // [C]
    private int[] doubtful = new int[16];
    private int doubts;

    /// @param rowLimits never NaN; infinite for a row without a limit. So are `columnLimits`
    /// @param tolerance largest distance from a limit at which a result is uncertain
    /// @param most maximum number of uncertain scores to list
    ScoreScan(float[] rowLimits, float[] columnLimits, double tolerance, int most) {
        this.rowLimits = rowLimits;
        this.columnLimits = columnLimits;
        this.tolerance = Math.nextUp((float) tolerance);
        this.most = most;
        belowOfRow = new int[rowLimits.length];
        belowOfColumn = new int[columnLimits.length];
    }

    /// Reads the scores [R, C], row-major.
    ///
    /// @return false if there are more uncertain scores than can be listed; the counts are then invalid
    boolean run(FloatBuffer scores) {
        float[] row = new float[columnLimits.length];
        for (int r = 0; r < rowLimits.length; r++) {
            scores.get(r * row.length, row);
            belowOfRow[r] = below(row, rowLimits[r]);
            addBelow(row, columnLimits, belowOfColumn);
            for (int from = 0; from < row.length; from += CHUNK) {
                int to = Math.min(row.length, from + CHUNK);
                if (anyNear(row, rowLimits[r], columnLimits, tolerance, from, to) && !list(r, row, from, to)) {
                    return false;
                }
            }
        }
        return true;
    }

    /// `[R]` the number of scores below the limit of each row.
    int[] belowOfRow() {
        return belowOfRow;
    }

    /// `[C]` the number of scores below the limit of each column.
    int[] belowOfColumn() {
        return belowOfColumn;
    }

    /// The row-major positions of scores near to either limit.
    int[] doubtful() {
        return Arrays.copyOf(doubtful, doubts);
    }

    private static int below(float[] row, float limit) {
        int below = 0;
        for (int c = 0; c < row.length; c++) {
            below += Float.floatToRawIntBits(row[c] - limit) >>> 31;
        }
        return below;
    }

    private static void addBelow(float[] row, float[] limits, int[] below) {
        for (int c = 0; c < row.length; c++) {
            below[c] += Float.floatToRawIntBits(row[c] - limits[c]) >>> 31;
        }
    }

    // Whether a score is near to a limit or NaN: each term is negative where one is.
    private static boolean anyNear(float[] row, float limit, float[] limits, float tolerance, int from, int to) {
        int far = Float.floatToRawIntBits(tolerance) + 1;
        int signs = 0;
        for (int c = from; c < to; c++) {
            int size = Float.floatToRawIntBits(Math.abs(row[c] - limit));
            signs |= size - far | INFINITE - size;
            signs |= Float.floatToRawIntBits(Math.abs(row[c] - limits[c])) - far;
        }
        return signs < 0;
    }

    private boolean list(int r, float[] row, int from, int to) {
        for (int c = from; c < to; c++) {
            if (Float.isNaN(row[c])) { // is below nothing
                belowOfRow[r] -= Float.floatToRawIntBits(row[c] - rowLimits[r]) >>> 31;
                belowOfColumn[c] -= Float.floatToRawIntBits(row[c] - columnLimits[c]) >>> 31;
            }
            if (Math.abs(row[c] - rowLimits[r]) <= tolerance || Math.abs(row[c] - columnLimits[c]) <= tolerance) {
                if (doubts == most) {
                    return false;
                }
                if (doubts == doubtful.length) {
                    doubtful = Arrays.copyOf(doubtful, 2 * doubts);
                }
                doubtful[doubts++] = r * row.length + c;
            }
        }
        return true;
    }
}
