package dev.diptych.torch.speed;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.NativeLibraries;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Verifies and measures the float32 matrix products of the BLAS library of this process. Its `main` is the
/// program of a child process; see [BlasCandidate].
final class BlasCheck {

    private static final Duration MEASURED = Duration.ofMillis(500);
    // A layer of ViT-B/32 on 16 images.
    private static final int ROWS = 800;
    private static final int INPUTS = 768;
    private static final int OUTPUTS = 3072;

    private BlasCheck() {}

    /// Writes to the file `arguments[0]`: largest error, GFLOP/s of a square product in float32 and
    /// in bfloat16, GFLOP/s of a linear layer.
    static void main(String[] arguments) throws IOException {
        NativeLibraries.prepare();
        String result = "%s %s %s %s"
                .formatted(
                        largestError(),
                        MatrixProductSpeed.gigaflops(Precision.FP32, BlasCandidate.SQUARE, MEASURED),
                        MatrixProductSpeed.gigaflops(Precision.BF16, BlasCandidate.SQUARE, MEASURED),
                        linearGigaflops());
        Files.writeString(Path.of(arguments[0]), result);
    }

    /// Largest |x − exact| / Σ|a||b| of an element of products of all sizes modulo 16, and of some large
    /// ones, whatever the layout of the operands. Not a number if a product contains one.
    static double largestError() {
        double largest = 0;
        for (long[] shape : shapes()) {
            for (boolean leftTransposed : new boolean[] {false, true}) {
                for (boolean rightTransposed : new boolean[] {false, true}) {
                    double error = error(shape, leftTransposed, rightTransposed);
                    if (Double.isNaN(error)) {
                        return Double.NaN;
                    }
                    largest = Math.max(largest, error);
                }
            }
        }
        return largest;
    }

    private static List<long[]> shapes() {
        List<long[]> shapes = new ArrayList<>();
        for (long rows = 1; rows <= 16; rows++) {
            for (long columns = 1; columns <= 16; columns++) {
                shapes.add(new long[] {16 + rows, 32 + (rows * 5 + columns) % 16, 48 + columns});
            }
        }
        shapes.add(new long[] {ROWS, INPUTS, OUTPUTS});
        shapes.add(new long[] {33, 4097, 9});
        shapes.add(new long[] {3, 30522, 17});
        shapes.add(new long[] {1, 768, 512});
        shapes.add(new long[] {64, 10007, 16});
        return shapes;
    }

    private static double error(long[] shape, boolean leftTransposed, boolean rightTransposed) {
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            Tensor left = operand("left", leftTransposed, shape[0], shape[1]); // [M, K]
            Tensor right = operand("right", rightTransposed, shape[1], shape[2]); // [K, N]
            Tensor product = left.mm(right); // [M, N]
            Tensor wideLeft = Operators.toDouble(left);
            Tensor wideRight = Operators.toDouble(right);
            Tensor exact = shape[0] * shape[1] * shape[2] < 1 << 20
                    ? Operators.sum(
                            wideLeft.unsqueeze(2).mul(wideRight.unsqueeze(0)), 1, false) // independent of any BLAS
                    : wideLeft.mm(wideRight);
            Tensor scale = wideLeft.abs().mm(wideRight.abs());
            return Tensors.item(
                    Operators.toDouble(product).sub(exact).abs().div(scale).max());
        }
    }

    private static Tensor operand(String name, boolean transposed, long rows, long columns) {
        RandomKey key = RandomKey.of(0).with(name);
        return transposed ? Tensors.normal(key, 1, columns, rows).t() : Tensors.normal(key, 1, rows, columns);
    }

    private static double linearGigaflops() {
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            RandomKey key = RandomKey.of(1);
            Tensor x = Tensors.normal(key.with("x"), 1, ROWS, INPUTS);
            Tensor weight = Tensors.normal(key.with("weight"), 1, OUTPUTS, INPUTS);
            Tensor bias = Tensors.normal(key.with("bias"), 1, OUTPUTS);
            for (int i = 0; i < 3; i++) {
                Operators.linear(x, weight, bias).close();
            }
            long products = 0;
            long start = System.nanoTime();
            long elapsed;
            do {
                Operators.linear(x, weight, bias).close();
                products++;
                elapsed = System.nanoTime() - start;
            } while (elapsed < MEASURED.toNanos());
            return 2.0 * ROWS * INPUTS * OUTPUTS * products / elapsed;
        }
    }
}
