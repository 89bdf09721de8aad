package dev.diptych.evaluate;

import dev.diptych.torch.Comparisons;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// ln of the mean of exp(−2‖x−y‖²) over all pairs of different rows, i ≠ j (Wang and Isola, 2020, with t = 2).
///
/// Products and exponentials are float32, the sums over blocks float64. Only half of the blocks are computed, because
/// the pairs are symmetric.
final class Uniformity {

    static final int BLOCK = 1024;

    private Uniformity() {}

    /// @param x [N, P] float32
    /// @return at most 0; NaN for a single row
    static double of(Tensor x, int block) {
        int count = Math.toIntExact(x.size(0));
        double sum = 0;
        for (int first = 0; first < count; first += block) {
            for (int second = first; second < count; second += block) {
                sum += (second > first ? 2 : 1) * blockSum(x, first, second, block);
            }
        }
        return Math.min(0, Math.log(sum / ((double) count * (count - 1))));
    }

    private static double blockSum(Tensor x, int first, int second, int block) {
        try (var _ = TensorScope.open()) {
            int rows = Math.toIntExact(Math.min(block, x.size(0) - first)); // R
            int columns = Math.toIntExact(Math.min(block, x.size(0) - second)); // C
            Tensor a = x.narrow(0, first, rows); // [R, P]
            Tensor b = x.narrow(0, second, columns); // [C, P]
            Tensor cosines = a.matmul(b.t()); // [R, C]
            // −2‖a−b‖² = 4a·b − 2a·a − 2b·b
            Tensor exponent = Operators.scale(cosines, 4)
                    .sub(twiceSquaredLength(a).view(rows, 1))
                    .sub(twiceSquaredLength(b).view(1, columns)); // [R, C]
            if (first == second) {
                int[] diagonal =
                        IntStream.range(0, rows).map(i -> i * columns + i).toArray();
                Comparisons.fillInPlace(exponent, diagonal, Double.NEGATIVE_INFINITY);
            }
            Tensor rowSums = Operators.toDouble(Operators.sum(exponent.exp(), 1, false)); // [R]
            return Tensors.item(rowSums.sum());
        }
    }

    private static Tensor twiceSquaredLength(Tensor x) {
        return Operators.scale(Operators.sum(x.mul(x), 1, false), 2);
    }
}
