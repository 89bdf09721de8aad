package dev.diptych.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class SemanticConsistencyLossTest {

    @Test
    void atTemperatureOneTenthItIsThePeersLoss() {
        GoldenLosses.check("infonce_t0.1", new SemanticConsistencyLoss(0.1), Tensors.scalar(0));
    }

    @Test
    void aLearnedScaleHasThePeersLossAndGradient() {
        Tensor scale = Gradients.leaf(Tensors.scalar(Math.log(1 / 0.07)));
        GoldenLosses.check(
                "clip_logit_scale_param",
                new SemanticConsistencyLoss(new Temperature.Learned(), Positives.CAPTIONS_AND_SIBLINGS),
                scale);
        GoldenLosses.checkGradient("clip_logit_scale_param/grad_logit_scale", scale);
    }

    @Test
    void severalPositivesCountAlikeAndNegativesHaveNoTermOfTheirOwn() {
        // Images 0 and 1; text 0 of image 0, text 1 of image 1, text 2 of image 0, text 3 a negative that
        // reads as text
        // 1.
        double[][] image = {{1, 0}, {0.6, 0.8}};
        double[][] text = {{0.8, 0.6}, {0, 1}, {0.96, 0.28}, {0, 1}};
        Pairing pairing = new Pairing(2, new int[] {0, 1, 0, -1}, new int[] {0, 1, 2, 1});
        boolean[][] belongs = {{true, false, true, false}, {false, true, false, true}};
        double expected = 0;
        double[][] logits = new double[2][4];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 4; j++) {
                logits[i][j] = (image[i][0] * text[j][0] + image[i][1] * text[j][1]) / 0.5;
            }
        }
        for (int i = 0; i < 2; i++) {
            double sum = 0;
            for (int j = 0; j < 4; j++) {
                sum += Math.exp(logits[i][j]);
            }
            for (int j = 0; j < 4; j++) {
                expected += belongs[i][j] ? -(logits[i][j] - Math.log(sum)) / 2 / 2 / 2 : 0;
            }
        }
        for (int j = 0; j < 4; j++) {
            double sum = Math.exp(logits[0][j]) + Math.exp(logits[1][j]);
            for (int i = 0; i < 2; i++) {
                expected += belongs[i][j] ? -(logits[i][j] - Math.log(sum)) / 4 / 2 : 0;
            }
        }
        Features features = new Features(
                Tensors.of(new float[] {1, 0, 0.6f, 0.8f}, 2, 2),
                Tensors.of(new float[] {0.8f, 0.6f, 0, 1, 0.96f, 0.28f, 0, 1}, 4, 2),
                pairing,
                Tensors.scalar(0),
                null,
                RandomKey.of(0));
        assertEquals(
                expected,
                Tensors.item(new SemanticConsistencyLoss(0.5).compute(features).total()),
                1e-6);
    }

    @Test
    void smoothingSharesAPartOfTheTargetsAmongAllCandidates() {
        SmallBatch batch = new SmallBatch();
        double smoothing = 0.2;
        double images = 0;
        for (int i = 0; i < SmallBatch.IMAGES; i++) {
            images += row(batch, i, smoothing) / SmallBatch.IMAGES;
        }
        double texts = 0;
        int queries = 0;
        for (int j = 0; j < SmallBatch.TEXTS; j++) {
            if (j != 5) { // belongs to no image
                texts += column(batch, j, smoothing);
                queries++;
            }
        }
        var loss = new SemanticConsistencyLoss(new Temperature.Fixed(0.5), Positives.CAPTIONS_AND_SIBLINGS, smoothing);
        assertEquals((images + texts / queries) / 2, batch.value(loss, null), 1e-12);
    }

    private static double row(SmallBatch batch, int i, double smoothing) {
        double[] cosines = new double[SmallBatch.TEXTS];
        boolean[] belongs = new boolean[SmallBatch.TEXTS];
        for (int j = 0; j < cosines.length; j++) {
            cosines[j] = batch.cosine(i, j);
            belongs[j] = SmallBatch.BELONGS[i][j];
        }
        return smoothed(cosines, belongs, smoothing);
    }

    private static double column(SmallBatch batch, int j, double smoothing) {
        double[] cosines = new double[SmallBatch.IMAGES];
        boolean[] belongs = new boolean[SmallBatch.IMAGES];
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = batch.cosine(i, j);
            belongs[i] = SmallBatch.BELONGS[i][j];
        }
        return smoothed(cosines, belongs, smoothing);
    }

    // Cross-entropy at temperature ½.
    private static double smoothed(double[] cosines, boolean[] belongs, double smoothing) {
        double sum = 0;
        int positives = 0;
        for (int k = 0; k < cosines.length; k++) {
            sum += Math.exp(2 * cosines[k]);
            positives += belongs[k] ? 1 : 0;
        }
        double loss = 0;
        for (int k = 0; k < cosines.length; k++) {
            double target = smoothing / cosines.length + (belongs[k] ? (1 - smoothing) / positives : 0);
            loss -= target * (2 * cosines[k] - Math.log(sum));
        }
        return loss;
    }

    @Test
    void gradientsAgreeWithFiniteDifferences() {
        var temperature = new Temperature.Learned();
        new SmallBatch().checkGradients(new SemanticConsistencyLoss(0.3), null);
        new SmallBatch()
                .checkGradients(new SemanticConsistencyLoss(temperature, Positives.CAPTIONS_AND_SIBLINGS, 0.1), null);
        new SmallBatch().checkGradients(new SemanticConsistencyLoss(temperature, Positives.DIAGONAL, 0.1), null);
    }
}
