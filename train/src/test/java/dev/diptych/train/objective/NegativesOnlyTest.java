package dev.diptych.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Tensors;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.DoubleStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The losses that compare a positive with the negatives alone: decoupled contrastive and the hard-negative margin.
class NegativesOnlyTest {

    private static final double TEMPERATURE = 0.5;
    private static final double MARGIN = 0.4;

    /// @param oneQuery from the cosines of a query's positives and negatives to its term
    /// @param isMean whether the terms of a side are averaged and the sides halved, or all summed
    record Case(Objective objective, ToDoubleBiFunction<List<Double>, List<Double>> oneQuery, boolean isMean) {}

    static List<Case> cases() {
        return List.of(
                new Case(
                        new DecoupledContrastiveLoss(
                                new Temperature.Fixed(TEMPERATURE), Positives.CAPTIONS_AND_SIBLINGS),
                        (positives, negatives) -> Math.log(values(negatives)
                                        .map(cosine -> Math.exp(cosine / TEMPERATURE))
                                        .sum())
                                - values(positives).average().orElseThrow() / TEMPERATURE,
                        true),
                new Case(
                        new MaxMarginLoss(MARGIN, Positives.CAPTIONS_AND_SIBLINGS),
                        (positives, negatives) -> values(positives)
                                .map(cosine -> Math.max(
                                        0, MARGIN + values(negatives).max().orElseThrow() - cosine))
                                .average()
                                .orElseThrow(),
                        false));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theValueIsThatOfTheFormula(Case each) {
        SmallBatch batch = new SmallBatch();
        double images = 0;
        double texts = 0;
        int queries = 0;
        for (int i = 0; i < SmallBatch.IMAGES; i++) {
            images += each.oneQuery.applyAsDouble(row(batch, i, true), row(batch, i, false));
        }
        for (int j = 0; j < SmallBatch.TEXTS; j++) {
            if (!column(batch, j, true).isEmpty()) {
                texts += each.oneQuery.applyAsDouble(column(batch, j, true), column(batch, j, false));
                queries++;
            }
        }
        double expected = each.isMean ? (images / SmallBatch.IMAGES + texts / queries) / 2 : images + texts;
        assertEquals(expected, batch.value(each.objective, null), 1e-12);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsAgreeWithFiniteDifferences(Case each) {
        new SmallBatch().checkGradients(each.objective, null);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aBatchWithoutNegativesGivesZeroAndNoGradient(Case each) {
        Tensor image = Gradients.leaf(Tensors.of(new float[] {1, 0, 0, 1}, 2, 2));
        Tensor text = Gradients.leaf(Tensors.of(new float[] {0.6f, 0.8f, 0, 1}, 2, 2));
        Pairing alike = new Pairing(2, new int[] {0, 1}, new int[] {7, 7});
        Objective.Loss loss =
                each.objective.evaluate(new Features(image, text, alike, Tensors.scalar(0), null, RandomKey.of(0)));
        assertEquals(0, loss.value());
        for (float value : Tensors.floats(Objects.requireNonNull(loss.image()))) {
            assertEquals(0, value);
        }
    }

    private static List<Double> row(SmallBatch batch, int i, boolean belongs) {
        return java.util.stream.IntStream.range(0, SmallBatch.TEXTS)
                .filter(j -> SmallBatch.BELONGS[i][j] == belongs)
                .mapToObj(j -> batch.cosine(i, j))
                .toList();
    }

    private static List<Double> column(SmallBatch batch, int j, boolean belongs) {
        return java.util.stream.IntStream.range(0, SmallBatch.IMAGES)
                .filter(i -> SmallBatch.BELONGS[i][j] == belongs)
                .mapToObj(i -> batch.cosine(i, j))
                .toList();
    }

    private static DoubleStream values(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue);
    }
}
