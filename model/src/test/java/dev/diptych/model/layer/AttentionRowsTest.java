package dev.diptych.model.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Libtorch;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttentionRowsTest {

    private static final int HEADS = 2;
    private static final int PART = 3;
    private static final int WIDTH = HEADS * PART;

    @Test
    void sequencesStayTogetherAndARowHoldsAsManyAsFit() {
        try (var _ = TensorScope.open()) {
            AttentionRows rows = AttentionRows.of(new long[] {2, 0, 3, 1, 4}, 5);
            assertEquals(2, rows.rows());
            assertEquals(5, rows.length());
            assertArrayEquals(new long[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, Tensors.longs(rows.places()));
            assertEquals(4 + 9 + 1 + 16, rows.pairs().size(0));
            // A sequence longer than the wanted row determines the length of all rows.
            assertEquals(7, AttentionRows.of(new long[] {7, 1}, 5).length());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 8, 64})
    void withoutDropoutItIsTheAttentionWithinEachSequence(int rowLength) {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        for (int trial = 0; trial < 20; trial++) {
            try (var _ = TensorScope.open()) {
                long[] lengths = random.longs(1 + random.nextInt(7), 1, 9).toArray();
                AttentionRows rows = AttentionRows.of(lengths, rowLength);
                int tokens = (int) rows.places().numel();
                Tensor values = Tensors.normal(RandomKey.of(trial), 1, tokens, 3 * WIDTH); // [K, 3D]
                Tensor weights = Tensors.normal(RandomKey.of(trial).with("w"), 1, tokens, WIDTH); // [K, D]

                Tensor found = Gradients.leaf(values);
                Tensor output = rows.attend(found, HEADS, 0);
                Gradients.backward(output.mul(weights).sum());

                Tensor expected = Gradients.leaf(Operators.toDouble(values));
                Tensor exact = exact(expected, lengths, null);
                Gradients.backward(exact.mul(Operators.toDouble(weights)).sum());

                assertArrayEquals(Tensors.floats(exact), Tensors.floats(output), 2e-6f);
                assertArrayEquals(Tensors.floats(gradient(expected)), Tensors.floats(gradient(found)), 1e-5f);
            }
        }
    }

    @Test
    void dropoutDropsWeightsAfterTheSoftmaxAndScalesTheOthers() {
        try (var _ = TensorScope.open()) {
            long[] lengths = {3, 1, 4, 2, 5};
            double dropout = 0.3;
            AttentionRows rows = AttentionRows.of(lengths, 6);
            Tensor values = Tensors.normal(RandomKey.of(1), 1, 15, 3 * WIDTH);
            Tensor found = Gradients.leaf(values);
            Libtorch.seed(RandomKey.of(7));
            Tensor output = rows.attend(found, HEADS, dropout);
            Gradients.backward(output.sum());

            Libtorch.seed(RandomKey.of(7));
            Tensor drawn = Operators.dropout(Tensors.ones(HEADS, 9 + 1 + 16 + 4 + 25), dropout); // [H, P]
            Tensor expected = Gradients.leaf(Operators.toDouble(values));
            Tensor exact = exact(expected, lengths, Operators.toDouble(drawn));
            Gradients.backward(exact.sum());
            assertArrayEquals(Tensors.floats(exact), Tensors.floats(output), 2e-6f);
            assertArrayEquals(Tensors.floats(gradient(expected)), Tensors.floats(gradient(found)), 1e-5f);
        }
    }

    // float64, sequence by sequence.
    private static Tensor exact(Tensor all, long[] lengths, @org.jspecify.annotations.Nullable Tensor drawn) {
        List<Tensor> outputs = new ArrayList<>();
        long token = 0;
        long pair = 0;
        for (long length : lengths) {
            Tensor own = all.narrow(0, token, length).view(length, 3, HEADS, PART); // [T, 3, H, d]
            List<Tensor> heads = new ArrayList<>();
            for (int head = 0; head < HEADS; head++) {
                Tensor query = own.select(2, head).select(1, 0); // [T, d]
                Tensor key = own.select(2, head).select(1, 1);
                Tensor value = own.select(2, head).select(1, 2);
                Tensor weights =
                        Operators.softmax(Operators.scale(query.matmul(key.t()), 1 / Math.sqrt((double) PART)), 1);
                if (drawn != null) {
                    weights = weights.mul(drawn.select(0, head)
                            .narrow(0, pair, length * length)
                            .view(length, length));
                }
                heads.add(weights.matmul(value)); // [T, d]
            }
            outputs.add(Operators.concatenate(1, heads.toArray(new Tensor[0]))); // [T, D]
            token += length;
            pair += length * length;
        }
        return Operators.concatenate(0, outputs.toArray(new Tensor[0]));
    }

    private static Tensor gradient(Tensor leaf) {
        return Objects.requireNonNull(Gradients.of(leaf));
    }
}
