package dev.diptych.evaluate.retrieval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.base.RandomKey;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.EvaluationLoader;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.evaluate.Evaluation;
import dev.diptych.model.CrossAttentionFusion;
import dev.diptych.model.ImageInput;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.TextInput;
import dev.diptych.text.TokenBatch;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scores of pairs as they stream, against the token states of the whole data set in memory.
class StreamedPairScorerTest {

    private static final int IMAGES = 37;

    @TempDir
    private Path folder;

    private final TensorScope scope = TensorScope.open();
    private final ImageTextModel model = SmallModel.of(SmallModel.scenes(IMAGES));
    private final CrossAttentionFusion fusion = Objects.requireNonNull(model.fusion());

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void scoresAreThoseOfAllStatesInMemory() throws IOException {
        List<ImageItem> items = new ArrayList<>(SmallModel.scenes(IMAGES).images());
        Path broken = Files.write(folder.resolve("broken.jpg"), new byte[] {1, 2, 3});
        items.set(5, new ImageItem("broken", new FileImage(broken)));
        Pairs pairs = new Pairs(items, SmallModel.scenes(IMAGES).captions(), List.of());
        Embedder embedder = embedder();
        Embedder.Reread reread = embedder.embed(pairs, embedder.inputs().of(pairs));
        Pairs readable = reread.embedded().pairs();
        assertEquals(IMAGES - 1, readable.images().size());
        RandomGenerator random = RandomKey.of(4).generator();
        int[] images =
                IntStream.range(0, 700).map(_ -> random.nextInt(IMAGES - 1)).toArray();
        int[] texts = IntStream.range(0, 700)
                .map(_ -> random.nextInt(readable.captions().size()))
                .toArray();
        float[] expected = inMemory(readable).score(images, texts);
        long imageBytes = 5L * 16 * Float.BYTES;
        for (long blockBytes : new long[] {1, 7 * imageBytes, 1 << 20}) {
            float[] scores = new StreamedPairScorer(embedder, reread, fusion, blockBytes).score(images, texts);
            assertArrayEquals(expected, scores, 1e-5f);
        }
        assertEquals(0, new StreamedPairScorer(embedder, reread, fusion, 1).score(new int[0], new int[0]).length);
    }

    @Test
    void ranksAndMatchingAreThoseOfAllStatesInMemory() {
        Pairs pairs = SmallModel.scenes(IMAGES);
        Evaluation evaluation =
                Evaluation.of(embedder(), pairs, EnumSet.of(Evaluation.Suite.RETRIEVAL, Evaluation.Suite.MATCHING), 6);
        PairScorer scorer = inMemory(pairs);
        RetrievalRanks expected = Retrieval.ranks(embedder().embed(pairs).embeddings(), 6, scorer);
        RetrievalRanks ranks = Objects.requireNonNull(evaluation.ranks());
        assertArrayEquals(expected.textToImage(), ranks.textToImage());
        assertArrayEquals(expected.imageToText(), ranks.imageToText());
        int[] own = pairs.imageOfCaption();
        int[] texts = IntStream.range(0, own.length)
                .filter(text -> Arrays.stream(pairs.captionsOf((own[text] + IMAGES / 2) % IMAGES))
                        .noneMatch(other -> pairs.text(other).equals(pairs.text(text))))
                .toArray();
        int[] right = Arrays.stream(texts).map(text -> own[text]).toArray();
        int[] wrong = Arrays.stream(texts)
                .map(text -> (own[text] + IMAGES / 2) % IMAGES)
                .toArray();
        Discrimination discrimination =
                Discrimination.evaluate(scorer.score(right, texts), scorer.score(wrong, texts), 0);
        assertEquals(discrimination.auc(), value(evaluation, "matching.auc"), 1e-9);
        assertEquals(discrimination.accuracy(), value(evaluation, "matching.accuracy"), 1e-9);
    }

    private static double value(Evaluation evaluation, String name) {
        return Objects.requireNonNull(evaluation.values().get(name));
    }

    private Embedder embedder() {
        return new Embedder(model, 16, new LoaderSettings(2, 2, 1 << 20, 0.1), Precision.FP32);
    }

    // Every token state of the data set, padded to its longest text.
    private PairScorer inMemory(Pairs pairs) {
        try (var _ = Gradients.disabled()) {
            var loader = new EvaluationLoader(
                    pairs, embedder().inputs().of(pairs), embedder().loading());
            List<Tensor> parts = new ArrayList<>();
            try (var stream = loader.images(16)) {
                while (stream.hasNext()) {
                    try (var batch = stream.next()) {
                        parts.add(model.encoder()
                                .vision()
                                .encode(ImageInput.of(batch.rows()))
                                .states());
                    }
                }
            }
            Tensor image = Operators.concatenate(0, parts.toArray(new Tensor[0])); // [N, T, D]
            TokenBatch tokens = model.textPreparation()
                    .batch(IntStream.range(0, pairs.captions().size())
                            .mapToObj(pairs::text)
                            .toList());
            Tensor text = model.encoder()
                    .text()
                    .encode(TextInput.of(tokens, null), false)
                    .states(); // [M, S, D]
            Tensor mask = Tensors.mask(tokens.mask(), tokens.size(), tokens.length()); // [M, S]
            return (images, texts) -> {
                try (var _ = Gradients.disabled()) {
                    Tensor textIndex = Tensors.index(texts);
                    Tensor joint = fusion.fuse(
                                    Operators.select(image, 0, Tensors.index(images)),
                                    Operators.select(text, 0, textIndex),
                                    Operators.select(mask, 0, textIndex),
                                    false)
                            .joint();
                    Tensor logits = fusion.matchingLogits(joint); // [B, 2]
                    return Tensors.floats(logits.select(1, 1).sub(logits.select(1, 0)));
                }
            };
        }
    }
}
