package dev.diptych.train.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.model.CrossAttentionFusion;
import dev.diptych.model.FusionConfig;
import dev.diptych.model.RandomModels;
import dev.diptych.testing.PlainFusion;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Libtorch;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.train.internal.step.FusionMatching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The pairing of [SmallBatch] with similarities of our choice: an image's own captions, and those that read the same,
/// are the most similar of all, so that a draw that does not leave them out takes them.
class ImageTextMatchingTest {

    private static final int IMAGES = SmallBatch.IMAGES;
    private static final int TEXTS = SmallBatch.TEXTS;
    private static final int[] IMAGE_OF_TEXT = {0, 1, 2, 3, 1, -1, -1};
    private static final int IMAGE_TOKENS = 2;
    private static final int TEXT_TOKENS = 3;
    private static final int WIDTH = 4;

    private final double[][] similarity = new double[IMAGES][TEXTS];
    private final CrossAttentionFusion fusion =
            RandomModels.fusion(new FusionConfig(WIDTH, WIDTH, WIDTH, 2, 0), RandomKey.of(1));
    private final double[][][] imageTokens = states("image", IMAGES, IMAGE_TOKENS);
    private final double[][][] textTokens = states("text", TEXTS, TEXT_TOKENS);
    private final boolean[][] mask = new boolean[TEXTS][TEXT_TOKENS];
    private final PlainFusion plain;

    ImageTextMatchingTest() {
        for (int i = 0; i < IMAGES; i++) {
            for (int j = 0; j < TEXTS; j++) {
                similarity[i][j] = SmallBatch.BELONGS[i][j] ? 3 : (11 * i + 5 * j) % 17 / 10.0;
            }
        }
        for (int j = 0; j < TEXTS; j++) {
            for (int s = 0; s < TEXT_TOKENS; s++) {
                mask[j][s] = s <= j % TEXT_TOKENS;
            }
        }
        fusion.parameters().forEach((name, parameter) -> {
            Tensor noise = Tensors.normal(RandomKey.of(7).with(name), 1, Tensors.shape(parameter));
            Operators.copyInPlace(parameter, parameter.add(noise));
        });
        plain = new PlainFusion(
                fusion.parameters().keySet(),
                name -> Tensors.doubles(
                        Objects.requireNonNull(fusion.parameters().get(name))),
                WIDTH,
                2);
    }

    private static double[][][] states(String name, int rows, int tokens) {
        double[] values = Tensors.doubles(Tensors.normal(RandomKey.of(3).with(name), 1, rows, tokens, WIDTH));
        double[][][] states = new double[rows][tokens][WIDTH];
        for (int i = 0; i < values.length; i++) {
            states[i / (tokens * WIDTH)][i / WIDTH % tokens][i % WIDTH] = values[i];
        }
        return states;
    }

    private static Tensor tensor(double[][]... states) {
        double[] flat = Arrays.stream(states)
                .flatMap(Arrays::stream)
                .flatMapToDouble(Arrays::stream)
                .toArray();
        return Operators.toFloat(Tensors.of(flat, states.length, states[0].length, states[0][0].length));
    }

    /// Images are the unit vectors, so the similarities are the texts' own numbers.
    private Features features(double scale, RandomKey key, Features.@Nullable TokenStates tokens) {
        float[] image = new float[IMAGES * IMAGES];
        float[] text = new float[TEXTS * IMAGES];
        for (int i = 0; i < IMAGES; i++) {
            image[i * IMAGES + i] = 1;
            for (int j = 0; j < TEXTS; j++) {
                text[j * IMAGES + i] = (float) similarity[i][j];
            }
        }
        return new Features(
                Tensors.of(image, IMAGES, IMAGES),
                Tensors.of(text, TEXTS, IMAGES),
                SmallBatch.PAIRING,
                Tensors.scalar(Math.log(scale)),
                tokens,
                key);
    }

    private Features.TokenStates tokens() {
        boolean[] flat = new boolean[TEXTS * TEXT_TOKENS];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = mask[i / TEXT_TOKENS][i % TEXT_TOKENS];
        }
        return new Features.TokenStates(
                tensor(imageTokens), tensor(textTokens), Tensors.mask(flat, TEXTS, TEXT_TOKENS));
    }

    private double crossEntropy(int image, int text, int label) {
        return PlainFusion.crossEntropy(
                plain.of(imageTokens[image], textTokens[text], mask[text]).logits(), label);
    }

    /// The loss where each image and each caption meets its most similar negative.
    private double hardest() {
        List<Double> terms = new ArrayList<>();
        for (int text = 0; text < TEXTS; text++) {
            int query = text;
            int image = IMAGE_OF_TEXT[text];
            if (image < 0) {
                continue;
            }
            int negativeText = best(TEXTS, j -> !SmallBatch.BELONGS[image][j], j -> similarity[image][j]);
            int negativeImage = best(IMAGES, i -> !SmallBatch.BELONGS[i][query], i -> similarity[i][query]);
            terms.add(crossEntropy(image, text, 1));
            terms.add(crossEntropy(image, negativeText, 0));
            terms.add(crossEntropy(negativeImage, text, 0));
        }
        assertEquals(15, terms.size());
        return terms.stream().mapToDouble(term -> term).average().orElseThrow();
    }

    private static int best(
            int count, java.util.function.IntPredicate allowed, java.util.function.IntToDoubleFunction value) {
        return IntStream.range(0, count)
                .filter(allowed)
                .boxed()
                .max(java.util.Comparator.comparingDouble(value::applyAsDouble))
                .orElseThrow();
    }

    @Test
    void theLossIsTheMeanOverTruePairsAndTheirHardestNegatives() {
        Objective.Terms terms = new ImageTextMatching(head()).compute(features(400, RandomKey.of(4), tokens()));
        assertEquals(hardest(), Tensors.item(terms.total()), 1e-5);
        assertEquals(List.of("matching"), List.copyOf(terms.named().keySet()));
    }

    @Test
    void itsGradientsAreThoseOfFiniteDifferences() {
        fusion.parameters().values().forEach(parameter -> parameter.requires_grad_(true));
        Features.TokenStates states = tokens();
        Tensor image = Gradients.leaf(states.image());
        Tensor text = Gradients.leaf(states.text());
        Objective.Loss loss = new ImageTextMatching(head())
                .evaluate(features(400, RandomKey.of(4), new Features.TokenStates(image, text, states.textMask())));
        assertEquals(hardest(), loss.value(), 1e-5);
        assertNull(loss.image(), "drawing negatives has no gradient");
        assertNull(loss.text());
        compare(Objects.requireNonNull(loss.imageTokens()), imageTokens);
        compare(Objects.requireNonNull(loss.textTokens()), textTokens);
        for (String name : new String[] {"matching.output.weight", "attention.in_proj_bias", "image_norm.weight"}) {
            Tensor gradient = Objects.requireNonNull(
                    Gradients.of(Objects.requireNonNull(fusion.parameters().get(name))));
            double[] values = Tensors.doubles(gradient);
            for (int i = 0; i < values.length; i++) {
                assertEquals(slope(plain.weight(name), i, this::hardest), values[i], 1e-4, name + " " + i);
            }
        }
    }

    private void compare(Tensor gradient, double[][][] states) {
        double[] values = Tensors.doubles(gradient);
        int next = 0;
        for (double[][] rows : states) {
            for (double[] row : rows) {
                for (int d = 0; d < row.length; d++) {
                    assertEquals(slope(row, d, this::hardest), values[next], 1e-4, "element " + next);
                    next++;
                }
            }
        }
    }

    private static double slope(double[] values, int i, DoubleSupplier value) {
        double at = values[i];
        values[i] = at + 1e-5;
        double above = value.getAsDouble();
        values[i] = at - 1e-5;
        double below = value.getAsDouble();
        values[i] = at;
        return (above - below) / 2e-5;
    }

    @Test
    void negativesAreDrawnFromTheSoftmaxOfTheSimilarities() {
        double scale = 2.5;
        Moments softmax = expected(scale);
        Moments uniform = expected(0);
        int draws = 800;
        double sum = 0;
        for (int draw = 0; draw < draws; draw++) {
            try (var _ = TensorScope.open()) {
                Features features = features(scale, RandomKey.of(100).with(draw), tokens());
                sum += Tensors.item(
                        new ImageTextMatching(head()).compute(features).total());
            }
        }
        double error = Math.sqrt(softmax.variance() / draws);
        assertEquals(softmax.mean(), sum / draws, 4 * error);
        assertTrue(Math.abs(softmax.mean() - uniform.mean()) > 10 * error, "the draw would not tell");
    }

    private record Moments(double mean, double variance) {}

    // Of the loss, where each negative is drawn by itself in proportion to exp(scale · similarity).
    private Moments expected(double scale) {
        double mean = 0;
        double variance = 0;
        int queries = 0;
        for (int text = 0; text < TEXTS; text++) {
            int query = text;
            int image = IMAGE_OF_TEXT[text];
            if (image < 0) {
                continue;
            }
            queries++;
            mean += crossEntropy(image, text, 1);
            Moments texts = drawn(
                    TEXTS,
                    j -> SmallBatch.BELONGS[image][j] ? 0 : Math.exp(scale * similarity[image][j]),
                    j -> crossEntropy(image, j, 0));
            Moments images = drawn(
                    IMAGES,
                    i -> SmallBatch.BELONGS[i][query] ? 0 : Math.exp(scale * similarity[i][query]),
                    i -> crossEntropy(i, query, 0));
            mean += texts.mean() + images.mean();
            variance += texts.variance() + images.variance();
        }
        double terms = 3.0 * queries;
        return new Moments(mean / terms, variance / (terms * terms));
    }

    private static Moments drawn(
            int count, java.util.function.IntToDoubleFunction weight, java.util.function.IntToDoubleFunction value) {
        double total = IntStream.range(0, count).mapToDouble(weight).sum();
        double mean = IntStream.range(0, count)
                .mapToDouble(i -> weight.applyAsDouble(i) / total * value.applyAsDouble(i))
                .sum();
        double square = IntStream.range(0, count)
                .mapToDouble(i -> weight.applyAsDouble(i) / total * Math.pow(value.applyAsDouble(i), 2))
                .sum();
        return new Moments(mean, square - mean * mean);
    }

    @Test
    void theDrawIsThatOfTheKey() {
        double first = drawn(RandomKey.of(9));
        assertEquals(first, drawn(RandomKey.of(9)), 0);
        assertTrue(IntStream.range(10, 20).anyMatch(seed -> drawn(RandomKey.of(seed)) != first));
    }

    private double drawn(RandomKey key) {
        return Tensors.item(new ImageTextMatching(head())
                .compute(features(1, key, tokens()))
                .total());
    }

    @Test
    void theDropoutIsThatOfTheKey() {
        RandomKey key = RandomKey.of(12);
        MatchingHead matching =
                new FusionMatching(RandomModels.fusion(new FusionConfig(WIDTH, WIDTH, WIDTH, 2, 0.5), RandomKey.of(1)));
        List<float[]> logits = new ArrayList<>();
        MatchingHead head = new MatchingHead() {
            @Override
            public Tensor logits(Tensor image, Tensor text, Tensor textMask) {
                Tensor drawn = matching.logits(image, text, textMask);
                logits.add(Tensors.floats(drawn));
                Libtorch.seed(key.with("fusion dropout"));
                logits.add(Tensors.floats(matching.logits(image, text, textMask)));
                return drawn;
            }

            @Override
            public SequencedMap<String, Tensor> parameters() {
                return matching.parameters();
            }
        };
        new ImageTextMatching(head).compute(features(1, key, tokens()));
        assertArrayEquals(logits.get(1), logits.get(0));
    }

    @Test
    void aPairWithoutANegativeIsMatchedAlone() {
        Features.TokenStates states = tokens();
        Features lonely = new Features(
                Tensors.of(new float[] {1, 0}, 1, 2),
                Tensors.of(new float[] {1, 0, 0, 1}, 2, 2),
                new Pairing(1, new int[] {0, 0}, new int[] {0, 1}),
                Tensors.scalar(0),
                new Features.TokenStates(
                        states.image().narrow(0, 0, 1),
                        states.text().narrow(0, 0, 2),
                        states.textMask().narrow(0, 0, 2)),
                RandomKey.of(1));
        assertEquals(
                (crossEntropy(0, 0, 1) + crossEntropy(0, 1, 1)) / 2,
                Tensors.item(new ImageTextMatching(head()).compute(lonely).total()),
                1e-5);
    }

    @Test
    void similaritiesThatAreNoNumberAreLeftToTheLoss() {
        similarity[2][1] = Double.NaN;
        assertTrue(Double.isFinite(Tensors.item(new ImageTextMatching(head())
                .compute(features(1, RandomKey.of(4), tokens()))
                .total())));
    }

    @Test
    void tokenStatesAreNeeded() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new ImageTextMatching(head()).compute(features(1, RandomKey.of(1), null)));
    }

    private MatchingHead head() {
        return new MatchingHead() {
            @Override
            public Tensor logits(Tensor image, Tensor text, Tensor textMask) {
                return fusion.matchingLogits(
                        fusion.fuse(image, text, textMask, true).joint());
            }

            @Override
            public SequencedMap<String, Tensor> parameters() {
                return fusion.parameters();
            }
        };
    }
}
