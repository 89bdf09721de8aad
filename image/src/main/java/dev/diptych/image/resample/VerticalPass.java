package dev.diptych.image.resample;

/// Second pass: resamples packed rows vertically, into RGB bytes. A row of the result is a weighted sum of rows, one
/// colour at a time.
final class VerticalPass {

    private final ResampleWeights weights;
    private final int columns;
    private final int[][] planes; // [3·input rows, columns]

    /// @param planes room for 3 arrays of `columns` values for each input row that the weights reach
    VerticalPass(ResampleWeights weights, int columns, int[][] planes) {
        this.weights = weights;
        this.columns = columns;
        this.planes = planes;
    }

    /// @param rows the packed input rows, of which the first is input row `weights.from()`
    /// @param out where the first row goes in `target`; the others follow, `stride` bytes apart
    void run(int[][] rows, byte[] target, int out, int stride) {
        for (int row = 0; row < weights.to() - weights.from(); row++) {
            PackedRows.unpack(rows[row], planes[3 * row], planes[3 * row + 1], planes[3 * row + 2], columns);
        }
        int[] red = new int[columns];
        int[] green = new int[columns];
        int[] blue = new int[columns];
        int[] packed = new int[columns];
        for (int y = 0; y < weights.size(); y++) {
            int plane = 3 * (weights.first()[y] - weights.from());
            WeightedSums.sum(red, planes, plane, weights, y, columns);
            WeightedSums.sum(green, planes, plane + 1, weights, y, columns);
            WeightedSums.sum(blue, planes, plane + 2, weights, y, columns);
            PackedRows.pack(red, green, blue, packed, columns);
            PackedRows.write(packed, columns, target, out + y * stride);
        }
    }
}
