package dev.diptych.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftTargetLossTest {

    // The batch is of images 10 to 13 of the data set. The queue holds image 11 and image 20; texts of
    // image 12, of image 20 reading as text 0, and of image 21.
    private static final int[] NUMBERS = {10, 11, 12, 13};
    private static final int[] PAST_IMAGES = {11, 20};
    private static final boolean[][] IMAGE_BELONGS_TO_TEXTS = {
        {true, false, false, true, false, false, false, false, true, false},
        {false, true, false, false, true, false, false, false, false, false},
        {false, false, true, false, false, false, true, true, false, false},
        {true, false, false, true, false, false, false, false, true, false},
    };
    private static final boolean[][] TEXT_BELONGS_TO_IMAGES = {
        {true, false, false, true, false, true},
        {false, true, false, false, true, false},
        {false, false, true, false, false, false},
        {true, false, false, true, false, true},
        {false, true, false, false, true, false},
        {false, false, false, false, false, false},
        {false, false, true, false, false, false},
    };

    private final double[] averagedImage = random(3, 4);
    private final double[] averagedText = random(4, 7);
    private final double[] pastImage = random(5, 2);
    private final double[] pastText = random(6, 3);

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.4, 1})
    void theValueIsThatOfTheFormula(double share) {
        SmallBatch batch = new SmallBatch();
        double[] texts = joined(averagedText, pastText);
        double[] images = joined(averagedImage, pastImage);
        double ofImages = 0;
        for (int i = 0; i < 4; i++) {
            ofImages += oneQuery(batch.image, averagedImage, i, texts, IMAGE_BELONGS_TO_TEXTS[i], share) / 4;
        }
        double ofTexts = 0;
        for (int j = 0; j < 7; j++) {
            if (j != 5) { // belongs to no image
                ofTexts += oneQuery(batch.text, averagedText, j, images, TEXT_BELONGS_TO_IMAGES[j], share) / 6;
            }
        }
        assertEquals((ofImages + ofTexts) / 2, batch.value(loss(), momentum(share)), 1e-12);
    }

    @Test
    void gradientsAgreeWithFiniteDifferences() {
        new SmallBatch().checkGradients(loss(), momentum(0.4));
    }

    @Test
    void withoutAQueueAndSoftTargetsItIsTheContrastiveLossAgainstTheAverage() {
        SmallBatch batch = new SmallBatch();
        MomentumFeatures same = new MomentumFeatures(
                Tensors.of(batch.image, 4, SmallBatch.WIDTH),
                Tensors.of(batch.text, 7, SmallBatch.WIDTH),
                NUMBERS,
                new MomentumFeatures.Past(
                        Operators.toDouble(Tensors.zeros(0, SmallBatch.WIDTH)),
                        new int[0],
                        Operators.toDouble(Tensors.zeros(0, SmallBatch.WIDTH)),
                        new int[0],
                        new int[0]),
                0);
        assertEquals(batch.value(new SemanticConsistencyLoss(0.5), null), batch.value(loss(), same), 1e-12);
    }

    // At temperature ½.
    private static double oneQuery(
            double[] own, double[] averaged, int row, double[] candidates, boolean[] belongs, double share) {
        int count = belongs.length;
        double sum = 0;
        double averagedSum = 0;
        int positives = 0;
        for (int k = 0; k < count; k++) {
            sum += Math.exp(2 * SmallBatch.dot(own, row, candidates, k));
            averagedSum += Math.exp(2 * SmallBatch.dot(averaged, row, candidates, k));
            positives += belongs[k] ? 1 : 0;
        }
        double loss = 0;
        for (int k = 0; k < count; k++) {
            double soft = Math.exp(2 * SmallBatch.dot(averaged, row, candidates, k)) / averagedSum;
            double target = share * soft + (belongs[k] ? (1 - share) / positives : 0);
            loss -= target * (2 * SmallBatch.dot(own, row, candidates, k) - Math.log(sum));
        }
        return loss;
    }

    private MomentumFeatures momentum(double share) {
        return new MomentumFeatures(
                Tensors.of(averagedImage, 4, SmallBatch.WIDTH),
                Tensors.of(averagedText, 7, SmallBatch.WIDTH),
                NUMBERS,
                new MomentumFeatures.Past(
                        Tensors.of(pastImage, 2, SmallBatch.WIDTH),
                        PAST_IMAGES,
                        Tensors.of(pastText, 3, SmallBatch.WIDTH),
                        new int[] {12, 20, 21},
                        new int[] {8, 0, 9}),
                share);
    }

    private static SoftTargetLoss loss() {
        return new SoftTargetLoss(new Temperature.Fixed(0.5), Positives.CAPTIONS_AND_SIBLINGS);
    }

    private static double[] random(long seed, int rows) {
        return Tensors.doubles(Operators.normalise(Tensors.normal(RandomKey.of(seed), 1, rows, SmallBatch.WIDTH)));
    }

    private static double[] joined(double[] first, double[] second) {
        double[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
