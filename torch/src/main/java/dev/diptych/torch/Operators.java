package dev.diptych.torch;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Operators of encoders, fusions and losses, with Java types for scalars and optional arguments.
///
/// All are differentiable and return new tensors, unless their comments or names (`InPlace`) state otherwise.
public final class Operators {

    private Operators() {}

    /// x · weightᵀ + bias, for x [..., I], weight [O, I], bias `[O]` or none.
    public static Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        return bias == null ? torch.linear(x, weight) : torch.linear(x, weight, new TensorOptional(bias));
    }

    /// Layer normalisation over the last dimension (Ba et al., 2016).
    public static Tensor layerNorm(Tensor x, Tensor weight, Tensor bias, double epsilon) {
        long[] width = {weight.size(0)};
        return torch.layer_norm(x, width, new TensorOptional(weight), new TensorOptional(bias), epsilon, false);
    }

    /// x·Φ(x) with the exact error function (Hendrycks and Gimpel, 2016).
    public static Tensor gelu(Tensor x) {
        return torch.gelu(x);
    }

    /// GELU with the tanh approximation, which some checkpoints call `gelu_new` or `gelu_pytorch_tanh`.
    public static Tensor geluTanh(Tensor x) {
        return torch.gelu(x, "tanh");
    }

    /// x·σ(x).
    public static Tensor silu(Tensor x) {
        return torch.silu(x);
    }

    public static Tensor relu(Tensor x) {
        return torch.relu(x);
    }

    /// softmax(q·kᵀ/√d + mask)·v for q [B, H, T, d] and k, v [B, H, S, d].
    ///
    /// @param attended boolean, broadcast to [B, H, T, S], true where a query may attend; null if it may attend
    ///     everywhere
    /// @param dropout probability of dropping an attention weight, drawn from libtorch's generator
    public static Tensor attention(Tensor q, Tensor k, Tensor v, @Nullable Tensor attended, double dropout) {
        var mask = attended == null ? new TensorOptional() : new TensorOptional(attended);
        return torch.scaled_dot_product_attention(q, k, v, mask, dropout, false, new DoubleOptional(), false);
    }

    /// Dropout: zeroes elements with this probability and divides the others by 1 − `probability`. The random numbers
    /// follow from one draw of libtorch's generator.
    ///
    /// @param probability in [0, 1]; `x` itself is returned for 0
    public static Tensor dropout(Tensor x, double probability) {
        return probability == 0
                ? x
                : x.mul(Dropout.factors(probability, Tensors.shape(x)).to(x.scalar_type()));
    }

    /// The factors of [#dropout]: float32, 0 with this probability, otherwise 1 / (1 − `probability`), without a graph.
    ///
    /// @param probability in [0, 1]
    public static Tensor dropoutFactors(double probability, long... shape) {
        return Dropout.factors(probability, shape);
    }

    /// Returns the rows of `weight` [V, D] at `ids`; the gradient is dense.
    public static Tensor embedding(Tensor weight, Tensor ids) {
        return torch.embedding(weight, ids);
    }

    /// Returns the rows of a large table `weight` [V, D] at `ids`; the gradient is sparse and contains one row per id.
    public static Tensor sparseEmbedding(Tensor weight, Tensor ids) {
        return torch.embedding(weight, ids, -1, false, true);
    }

    /// Splits images [N, C, H, W] into patches and projects each with `weight` [D, C, p, p]: [N, H/p · W/p, D].
    ///
    /// This is a convolution of stride p, computed as one matrix product, because the gradient of libtorch's
    /// convolution is slow in bfloat16 with AMX. Rows and columns beyond whole patches are ignored.
    public static Tensor patches(Tensor images, Tensor weight) {
        long count = images.size(0);
        long channels = images.size(1);
        long patch = weight.size(2);
        long rows = images.size(2) / patch;
        long columns = images.size(3) / patch;
        Tensor whole = images.narrow(2, 0, rows * patch).narrow(3, 0, columns * patch);
        Tensor pixels = whole.reshape(count, channels, rows, patch, columns, patch)
                .permute(0, 2, 4, 1, 3, 5) // [N, H/p, W/p, C, p, p]
                .reshape(count, rows * columns, channels * patch * patch);
        return linear(pixels, weight.flatten(1, 3), null);
    }

    /// Bicubic interpolation of maps [N, C, H, W] to [N, C, height, width], corners not aligned.
    public static Tensor resizeBicubic(Tensor maps, long height, long width) {
        return torch.upsample_bicubic2d(
                maps, new long[] {height, width}, false, new DoubleOptional(), new DoubleOptional());
    }

    public static Tensor concatenate(long dimension, Tensor... parts) {
        return torch.cat(new TensorVector(parts), dimension);
    }

    /// Returns the slices along one dimension, which is removed, as views.
    public static Tensor[] unbind(Tensor x, long dimension) {
        return torch.unbind(x, dimension).get();
    }

    public static Tensor scale(Tensor x, double factor) {
        return x.mul(new Scalar(factor));
    }

    /// x + factor · term.
    public static Tensor addScaled(Tensor x, Tensor term, double factor) {
        return x.add(term, new Scalar(factor));
    }

    public static Tensor plus(Tensor x, double term) {
        return x.add(new Scalar(term));
    }

    /// Like the above with an integer, which keeps integer types.
    public static Tensor plus(Tensor x, long term) {
        return x.add(new Scalar(term));
    }

    /// Pads the second dimension with zeros (or false) up to `length`: [B, T, ...] to [B, length, ...].
    public static Tensor padTokens(Tensor x, long length) {
        long missing = length - x.size(1);
        if (missing == 0) {
            return x;
        }
        long[] shape = Tensors.shape(x);
        shape[1] = missing;
        return torch.cat(new TensorVector(x, torch.zeros(shape, x.options())), 1);
    }

    /// Divides by the Euclidean norm over the last dimension: [..., D].
    public static Tensor normalise(Tensor x) {
        return x.div(euclideanNorm(x));
    }

    /// Euclidean norm over the last dimension, which is kept: [..., 1].
    public static Tensor euclideanNorm(Tensor x) {
        return torch.norm(x, new ScalarOptional(new Scalar(2.0)), new long[] {-1}, true);
    }

    public static Tensor softmax(Tensor x, long dimension) {
        return torch.softmax(x, dimension);
    }

    public static Tensor logSoftmax(Tensor x, long dimension) {
        return torch.log_softmax(x, dimension);
    }

    /// ln Σ exp(x) over one dimension, which is removed.
    public static Tensor logSumExp(Tensor x, long dimension) {
        return torch.logsumexp(x, new long[] {dimension}, false);
    }

    /// Mean cross-entropy of logits [B, C] against class indices `[B]`.
    public static Tensor crossEntropy(Tensor logits, Tensor classes) {
        return torch.cross_entropy_loss(logits, classes);
    }

    /// `value` where `mask` is true, `x` elsewhere.
    public static Tensor maskedFill(Tensor x, Tensor mask, double value) {
        return x.masked_fill(mask, new Scalar(value));
    }

    /// `yes` where `condition` is true, `no` elsewhere.
    public static Tensor where(Tensor condition, Tensor yes, Tensor no) {
        return torch.where(condition, yes, no);
    }

    /// Maximum along one dimension, which is removed.
    public static Tensor maximum(Tensor x, long dimension) {
        return x.amax(new long[] {dimension}, false);
    }

    /// Maximum along one dimension, which is kept with size 1.
    public static Tensor keepMaximum(Tensor x, long dimension) {
        return x.amax(new long[] {dimension}, true);
    }

    /// ln σ(x), without overflow.
    public static Tensor logSigmoid(Tensor x) {
        return torch.log_sigmoid(x);
    }

    /// Returns a copy of x with `value` at `places` (int64 `[K]`), counted row-major.
    public static Tensor fillAt(Tensor x, Tensor places, double value) {
        return x.flatten().index_fill(0, places, new Scalar(value)).view(Tensors.shape(x));
    }

    /// Returns a copy of x with `terms` `[K]` added at `places` (int64 `[K]`), counted row-major.
    public static Tensor addAt(Tensor x, Tensor places, Tensor terms) {
        return x.flatten().index_add(0, places, terms).view(Tensors.shape(x));
    }

    /// Clamps each element to at least `least`.
    public static Tensor atLeast(Tensor x, double least) {
        return x.clamp_min(new Scalar(least));
    }

    /// Returns the slices `indices` (int64 `[K]`) of one dimension.
    public static Tensor select(Tensor x, long dimension, Tensor indices) {
        return torch.index_select(x, dimension, indices);
    }

    public static Tensor sum(Tensor x, long dimension, boolean keep) {
        return x.sum(new long[] {dimension}, keep, new org.bytedeco.pytorch.ScalarTypeOptional());
    }

    public static Tensor mean(Tensor x, long dimension, boolean keep) {
        return x.mean(new long[] {dimension}, keep, new org.bytedeco.pytorch.ScalarTypeOptional());
    }

    public static Tensor toFloat(Tensor x) {
        return x.to(ScalarType.Float);
    }

    public static Tensor toDouble(Tensor x) {
        return x.to(ScalarType.Double);
    }

    /// Draws one column for each row of `weights` [B, C], in proportion to them: int64 `[B]`. Not differentiable.
    public static Tensor sample(Tensor weights) {
        return torch.multinomial(weights, 1).squeeze(1);
    }

    /// Indices of the nonzero elements of a vector: int64 `[K]`. Not differentiable.
    public static Tensor nonzeroPlaces(Tensor x) {
        return torch.nonzero(x).squeeze(1);
    }

    /// Remainder of an integer division.
    public static Tensor remainder(Tensor x, long divisor) {
        return x.remainder(new Scalar(divisor));
    }

    /// Replaces rows of `into` [N, C] by `rows` [K, C] at distinct indices int64 `[K]`.
    public static Tensor copyRows(Tensor into, Tensor places, Tensor rows) {
        return into.index_copy(0, places, rows);
    }

    /// Sums rows of `x` [M, ...] by group: `count` rows, each the sum of the rows whose number in int64 `[M]` it
    /// is: [count, ...].
    public static Tensor sumRows(Tensor x, Tensor numbers, long count) {
        long[] shape = Tensors.shape(x);
        shape[0] = count;
        return Tensors.zerosLike(x, shape).index_add(0, numbers, x);
    }

    /// Boolean [T, T]: true on and below the diagonal.
    public static Tensor lowerTriangle(long size) {
        return isNonzero(Tensors.ones(size, size).tril());
    }

    /// Boolean [T, T]: true on the diagonal.
    public static Tensor diagonal(long size) {
        return isNonzero(Tensors.ones(size, size).tril().triu());
    }

    /// Boolean: true where an element is not zero.
    public static Tensor isNonzero(Tensor x) {
        return x.ne(new Scalar(0L));
    }

    /// Boolean: true where an integer is different from `value`.
    public static Tensor differs(Tensor x, long value) {
        return x.ne(new Scalar(value));
    }

    /// Cumulative sum along a dimension; integers for boolean tensors.
    public static Tensor runningSum(Tensor x, long dimension) {
        return x.cumsum(dimension);
    }

    /// Whether all elements are finite.
    public static boolean isFinite(Tensor x) {
        return torch.isfinite(x).all().item_bool();
    }

    /// Clamps a parameter to [low, high], without recording.
    public static void clampInPlace(Tensor parameter, double low, double high) {
        try (var _ = Gradients.disabled()) {
            parameter.clamp_(new ScalarOptional(new Scalar(low)), new ScalarOptional(new Scalar(high)));
        }
    }

    /// Moves a tensor to (1 − weight) · itself + weight · target, without recording.
    public static void moveTowardsInPlace(Tensor x, Tensor target, double weight) {
        try (var _ = Gradients.disabled()) {
            x.lerp_(target, new Scalar(weight));
        }
    }

    /// Copies the values of `source` into a parameter of the same shape, without recording.
    public static void copyInPlace(Tensor parameter, Tensor source) {
        try (var _ = Gradients.disabled()) {
            parameter.copy_(source);
        }
    }

    /// Eigenvalues of a symmetric matrix [D, D], ascending, and its eigenvectors. Not differentiable here.
    public static Eigen eigenvalues(Tensor symmetric) {
        var parts = torch.linalg_eigh(symmetric);
        return new Eigen(parts.get0().detach(), parts.get1().detach());
    }

    /// @param values `[D]`
    /// @param vectors [D, D], one per column
    public record Eigen(Tensor values, Tensor vectors) {}

    /// Singular values of a matrix [A, B], descending, and its singular vectors; R is the smaller of A and B. Not
    /// differentiable here.
    public static Singular singularValues(Tensor matrix) {
        var parts = torch.linalg_svd(matrix, false, new org.bytedeco.pytorch.StringViewOptional());
        return new Singular(
                parts.get0().detach(), parts.get1().detach(), parts.get2().detach());
    }

    /// @param left [A, R], one per column
    /// @param values `[R]`
    /// @param right [R, B], one per row
    public record Singular(Tensor left, Tensor values, Tensor right) {}
}
