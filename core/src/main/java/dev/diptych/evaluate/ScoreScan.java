package dev.diptych.evaluate;

import java.nio.FloatBuffer;
import java.util.Arrays;

/// One pass over a block of scores: how many of each row and of each column lie below a limit, and where a score is so
/// near to a limit that float32 cannot tell.
///
/// The loops hold nothing but arrays and one index, so that the compiler makes vector instructions of them: a score is
/// below its limit where the difference has its sign bit set. Only NaN breaks that rule, and a row that holds one is
/// counted plainly.
final class ScoreScan {

    private final float[] rowLimits; // [R]
    private final float[] columnLimits; // [C]
    private final float tolerance;
    private final int most;
    private final int[] belowOfRow; // [R]
    private final int[] belowOfColumn; // [C]
    private int[] doubtful = new int[16];
    private int doubts;

    /// @param tolerance the largest distance from a limit at which a verdict is in doubt
    /// @param most the most doubtful scores that are listed
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
    /// @return false when there are more doubtful scores than are listed; the counts are then good for nothing
    boolean run(FloatBuffer scores) {
        float[] row = new float[columnLimits.length];
        for (int r = 0; r < rowLimits.length; r++) {
            scores.get(r * row.length, row);
            float nearest = nearest(row, rowLimits[r], columnLimits);
            if (nearest > tolerance) {
                belowOfRow[r] = below(row, rowLimits[r]);
                addBelow(row, columnLimits, belowOfColumn);
            } else if (!countPlainly(r, row)) {
                return false;
            }
        }
        return true;
    }

    /// [R] the scores of each row that are below its limit.
    int[] belowOfRow() {
        return belowOfRow;
    }

    /// [C] the scores of each column that are below its limit.
    int[] belowOfColumn() {
        return belowOfColumn;
    }

    /// The row-major positions of scores near to either limit.
    int[] doubtful() {
        return Arrays.copyOf(doubtful, doubts);
    }

    // The smallest distance to either limit; NaN where a score is NaN.
    private static float nearest(float[] row, float limit, float[] limits) {
        float nearest = Float.POSITIVE_INFINITY;
        for (int c = 0; c < row.length; c++) {
            nearest = Math.min(nearest, Math.min(Math.abs(row[c] - limit), Math.abs(row[c] - limits[c])));
        }
        return nearest;
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

    private boolean countPlainly(int r, float[] row) {
        for (int c = 0; c < row.length; c++) {
            belowOfRow[r] += row[c] < rowLimits[r] ? 1 : 0;
            belowOfColumn[c] += row[c] < columnLimits[c] ? 1 : 0;
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
