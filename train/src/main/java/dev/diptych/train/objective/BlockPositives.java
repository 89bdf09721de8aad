package dev.diptych.train.objective;

import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Positions of the positives in a block of a matrix of queries and candidates, [B, C].
///
/// @param places int64 `[K]`, row · C + column
/// @param shares `[K]`, reciprocal of the number of the row's positives
record BlockPositives(Tensor places, Tensor shares) {

    /// For the rows of `matrix`, which start at `from`.
    static BlockPositives of(int[][] positives, int from, Tensor matrix) {
        int rows = Math.toIntExact(matrix.size(0));
        long columns = matrix.size(1);
        int count = IntStream.range(from, from + rows)
                .map(row -> positives[row].length)
                .sum();
        long[] places = new long[count];
        double[] shares = new double[count];
        int next = 0;
        for (int row = 0; row < rows; row++) {
            int[] columnsOfRow = positives[from + row];
            for (int column : columnsOfRow) {
                places[next] = row * columns + column;
                shares[next] = 1.0 / columnsOfRow.length;
                next++;
            }
        }
        return new BlockPositives(
                Tensors.of(places, count), Tensors.of(shares, count).to(matrix.scalar_type()));
    }

    /// The elements of a matrix [B, C] at the positives: `[K]`.
    Tensor of(Tensor matrix) {
        return Operators.select(matrix.flatten(), 0, places);
    }

    /// Σ over rows of the mean at the row's positives, a scalar.
    Tensor sumOfMeans(Tensor matrix) {
        return of(matrix).mul(shares).sum();
    }

    /// The matrix [B, C] with −∞ at the positives.
    Tensor hidden(Tensor matrix) {
        return Operators.fillAt(matrix, places, Double.NEGATIVE_INFINITY);
    }
}
