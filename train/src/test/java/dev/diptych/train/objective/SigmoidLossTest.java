package dev.diptych.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.model.RandomModels;
import dev.diptych.model.SigmoidHead;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class SigmoidLossTest {

    @Test
    void lossAndGradientsOfScaleAndBiasAreThePeers() {
        SigmoidHead head = RandomModels.sigmoidHead(Math.log(10), -10);
        head.parameters().values().forEach(parameter -> parameter.requires_grad_(true));
        GoldenLosses.check(
                "siglip",
                new SigmoidLoss(head.logitScale(), head.bias(), Positives.CAPTIONS_AND_SIBLINGS),
                Tensors.scalar(0));
        GoldenLosses.checkGradient("siglip/grad_logit_scale", head.logitScale());
        GoldenLosses.checkGradient("siglip/grad_logit_bias", head.bias());
    }

    @Test
    void everyPairIsJudgedByItself() {
        SmallBatch batch = new SmallBatch();
        double expected = 0;
        for (int i = 0; i < SmallBatch.IMAGES; i++) {
            for (int j = 0; j < SmallBatch.TEXTS; j++) {
                double logit = 4 * batch.cosine(i, j) - 1.5;
                double sign = SmallBatch.BELONGS[i][j] ? 1 : -1;
                expected += Math.log1p(Math.exp(-sign * logit)) / SmallBatch.IMAGES;
            }
        }
        assertEquals(expected, batch.value(loss(), null), 1e-6);
        batch.checkGradients(loss(), null);
    }

    @Test
    void theHeadGivesTheProbabilityThatItWasTrainedFor() {
        SigmoidHead head = RandomModels.sigmoidHead(Math.log(4), -1.5);
        assertEquals(1 / (1 + Math.exp(-(4 * 0.6 - 1.5))), head.probability(0.6), 1e-6);
        assertEquals(0.25, head.temperature(), 1e-7);
    }

    @Test
    void aVeryWrongPairStillGivesAFiniteLoss() {
        SigmoidHead head = RandomModels.sigmoidHead(Math.log(1000), 0);
        Tensor image = Tensors.of(new float[] {1, 0, 0, 1}, 2, 2);
        Features swapped = new Features(
                image,
                Tensors.of(new float[] {0, 1, 1, 0}, 2, 2),
                Pairing.diagonal(2),
                Tensors.scalar(0),
                null,
                dev.diptych.base.RandomKey.of(0));
        Tensor loss = new SigmoidLoss(head.logitScale(), head.bias(), Positives.DIAGONAL)
                .compute(swapped)
                .total();
        assertEquals(1000 + Math.log(2), Tensors.item(loss), 1e-3);
        assertEquals(true, Operators.isFinite(loss));
    }

    private static SigmoidLoss loss() {
        return new SigmoidLoss(Tensors.scalar(Math.log(4)), Tensors.scalar(-1.5), Positives.CAPTIONS_AND_SIBLINGS);
    }
}
