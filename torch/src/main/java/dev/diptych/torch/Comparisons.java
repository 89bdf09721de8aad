package dev.diptych.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Comparison, counting and ranking on blocks of scores. None of these is differentiable.
public final class Comparisons {

    private Comparisons() {}

    /// Counts the elements along one dimension of `x` that are less than `limit`, which is broadcast to `x`. NaN
    /// is not less than anything.
    ///
    /// The counts have the floating type of `x`, which is several times faster than a sum of booleans; in float32
    /// they are exact up to 2²⁴ elements.
    public static Tensor countBelow(Tensor x, Tensor limit, long dimension) {
        Tensor below = Tensors.empty(x.scalar_type(), Tensors.shape(x));
        torch.lt_out(below, x, limit);
        return below.sum(new long[] {dimension}, false, new ScalarTypeOptional());
    }

    /// Sets elements of a contiguous tensor, given by their row-major positions, to `value`.
    public static void fillInPlace(Tensor x, int[] positions, double value) {
        if (positions.length > 0) {
            x.view(-1).index_fill_(0, Tensors.index(positions), new Scalar(value));
        }
    }

    /// Returns the `k` largest elements of each row of `x` [R, C], in descending order. NaN counts as the
    /// smallest and is returned as negative infinity; the order of equal elements is unspecified. Columns are
    /// counted from `firstColumn`.
    public static Largest largest(Tensor x, long k, long firstColumn) {
        Tensor comparable = x.masked_fill(x.isnan(), new Scalar(Double.NEGATIVE_INFINITY));
        var found = comparable.topk(k, 1, true, true);
        return new Largest(found.get0().detach(), found.get1().add(new Scalar(firstColumn)));
    }

    /// @param values [R, k]
    /// @param columns int64 [R, k]
    public record Largest(Tensor values, Tensor columns) {}
}
