package dev.diptych.train.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class RowBlocksTest {

    @Test
    void blocksGiveTheValueAndGradientsOfTheWhole() {
        Tensor[] whole = evaluated(100);
        for (int block : new int[] {1, 3, 99}) {
            Tensor[] blocks = evaluated(block);
            for (int i = 0; i < whole.length; i++) {
                assertArrayEquals(Tensors.doubles(whole[i]), Tensors.doubles(blocks[i]), 1e-9);
            }
        }
    }

    // Σ exp(a · bᵀ · c) and its gradients with respect to a, b and c.
    private static Tensor[] evaluated(int block) {
        Tensor a = Gradients.leaf(Operators.toDouble(Tensors.normal(RandomKey.of(1), 0.3, 100, 4)));
        Tensor b = Gradients.leaf(Operators.toDouble(Tensors.normal(RandomKey.of(2), 0.3, 20, 4)));
        Tensor c = Gradients.leaf(Operators.toDouble(Tensors.scalar(0.7)));
        Tensor fixed = Operators.toDouble(Tensors.scalar(2));
        Tensor doubled = Operators.scale(b, 2); // not a leaf: its gradient has to go on
        Tensor sum = RowBlocks.inBlocks(
                100,
                block,
                List.of(a, doubled, c, fixed),
                (from, count, given) -> given.get(0)
                        .narrow(0, from, count)
                        .matmul(given.get(1).t())
                        .mul(given.get(2))
                        .mul(given.get(3))
                        .exp()
                        .sum());
        Gradients.backward(Operators.scale(sum, 0.5)); // a weight in a sum
        return new Tensor[] {sum, gradient(a), gradient(b), gradient(c)};
    }

    @Test
    void noBlockHasMoreThanItsShareOfElements() {
        List<Integer> counts = new ArrayList<>();
        Tensor one = Tensors.scalar(1);
        RowBlocks.sum(8192, 8192, List.of(one), (_, count, given) -> {
            counts.add(count);
            return given.getFirst();
        });
        assertEquals(8192, counts.stream().mapToInt(Integer::intValue).sum());
        assertEquals(256, Collections.max(counts));
    }

    @Test
    void noBlockIsEmpty() {
        List<List<Integer>> blocks = new ArrayList<>();
        RowBlocks.inBlocks(6, 3, List.of(Tensors.scalar(1)), (from, count, given) -> {
            blocks.add(List.of(from, count));
            return given.getFirst();
        });
        assertEquals(List.of(List.of(0, 3), List.of(3, 3)), blocks);
    }

    @Test
    void aMatrixOfOneBlockIsLeftToAutograd() {
        Tensor given = Gradients.leaf(Tensors.scalar(2));
        List<Tensor> seen = new ArrayList<>();
        RowBlocks.inBlocks(6, 6, List.of(given), (_, _, inputs) -> {
            seen.addAll(inputs);
            return inputs.getFirst();
        });
        assertSame(given, seen.getFirst());
    }

    private static Tensor gradient(Tensor leaf) {
        return Objects.requireNonNull(Gradients.of(leaf));
    }

    @Test
    void aBatchOfManyBlocksHasTheLossAndGradientOfTheDenseFormula() {
        int pairs = 2500;
        assertTrue((long) pairs * pairs > 2L * RowBlocks.ELEMENTS);
        try (var _ = TensorScope.open()) {
            Tensor image = Gradients.leaf(Operators.normalise(Tensors.normal(RandomKey.of(1), 1, pairs, 16)));
            Tensor text = Gradients.leaf(Operators.normalise(Tensors.normal(RandomKey.of(2), 1, pairs, 16)));
            Tensor scale = Gradients.leaf(Tensors.scalar(Math.log(10)));
            Objective.Loss loss = new SemanticConsistencyLoss(
                            new Temperature.Learned(), dev.diptych.train.objective.Positives.CAPTIONS_AND_SIBLINGS)
                    .evaluate(new Features(image, text, Pairing.diagonal(pairs), scale, null, RandomKey.of(0)));

            Tensor denseImage = Gradients.leaf(Operators.toDouble(image));
            Tensor denseText = Gradients.leaf(Operators.toDouble(text));
            Tensor denseScale = Gradients.leaf(Operators.toDouble(scale));
            Tensor logits = denseImage.matmul(denseText.t()).mul(denseScale.exp());
            Tensor positives = denseImage.mul(denseText).sum().mul(denseScale.exp());
            Tensor sums = Operators.logSumExp(logits, 0)
                    .sum()
                    .add(Operators.logSumExp(logits, 1).sum());
            Tensor dense = Operators.scale(sums.sub(Operators.scale(positives, 2)), 0.5 / pairs);
            Gradients.backward(dense);

            assertEquals(Tensors.item(dense), loss.value(), 1e-6 * loss.value());
            close(denseImage, Objects.requireNonNull(loss.image()));
            close(denseText, Objects.requireNonNull(loss.text()));
            close(denseScale, gradient(scale));
        }
    }

    private static void close(Tensor leaf, Tensor actual) {
        Tensor expected = gradient(leaf);
        double largest = Tensors.item(expected.abs().max());
        double difference =
                Tensors.item(expected.sub(Operators.toDouble(actual)).abs().max());
        assertTrue(difference <= 1e-5 * largest, "differs by " + difference / largest);
    }
}
