package dev.diptych.evaluate.retrieval;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Caption;
import dev.diptych.model.CrossAttentionFusion;
import dev.diptych.model.embed.EmbeddingSink;
import dev.diptych.model.embed.EncodedBatch;
import dev.diptych.model.embed.EncoderOutput;
import dev.diptych.text.TokenBatch;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The matching head's log-odds that image and text match, for any pairs of a data set, in bounded memory.
///
/// Token states are not kept. The images of the pairs are encoded once per call, in blocks within a memory limit; for
/// each block, the texts paired with it are streamed. Texts are therefore encoded once per block, and one call with
/// all pairs is cheaper than several calls.
public final class StreamedPairScorer implements PairScorer {

    /// Default memory limit for the token states of a block of images.
    public static final long BLOCK_BYTES = 128L << 20;

    private static final int MOST_PAIRS = 256;
    private static final int LEAST_PAIRS = 8;
    private static final long FUSED_BYTES = 4L << 20;
    private static final Set<EncoderOutput> STATES = EnumSet.of(EncoderOutput.TOKEN_STATES);

    private final Embedder embedder;
    private final Embedder.Source source;
    private final CrossAttentionFusion fusion;
    private final List<String> captions;
    private final int imagesOfBlock;

    /// @param embedded the data set that pair indices refer to
    /// @param blockBytes maximum size of the token states of a block of images
    public StreamedPairScorer(
            Embedder embedder, Embedder.Reread embedded, CrossAttentionFusion fusion, long blockBytes) {
        this.embedder = embedder;
        this.source = embedded.source();
        this.fusion = fusion;
        this.captions = embedded.embedded().pairs().captions().stream()
                .map(Caption::text)
                .toList();
        var vision = embedder.model().encoder().vision().config();
        long imageBytes = (long) vision.tokens() * vision.hiddenSize() * Float.BYTES;
        this.imagesOfBlock = (int) Math.clamp(blockBytes / imageBytes, 1, Integer.MAX_VALUE);
    }

    @Override
    public float[] score(int[] images, int[] texts) {
        float[] scores = new float[images.length];
        int[] distinct = Arrays.stream(images).distinct().sorted().toArray();
        int done = 0;
        for (int from = 0; from < distinct.length; from += imagesOfBlock) {
            int[] block = Arrays.copyOfRange(distinct, from, Math.min(distinct.length, from + imagesOfBlock));
            int[] pairs = IntStream.range(0, images.length)
                    .filter(pair -> images[pair] >= block[0] && images[pair] <= block[block.length - 1])
                    .boxed()
                    .sorted((a, b) -> Integer.compare(texts[a], texts[b]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            try (var _ = TensorScope.open();
                    var _ = Gradients.disabled()) {
                ImageBlock states = new ImageBlock(block);
                embedder.engine().images(source.pairs(), source.input(), numbers(block), STATES, states);
                score(images, texts, pairs, states, scores, done);
            }
            done += pairs.length;
        }
        return scores;
    }

    // The scores of `pairs`, which are sorted by text and whose images are those of the block.
    private void score(int[] images, int[] texts, int[] pairs, ImageBlock block, float[] scores, int done) {
        int[] distinct =
                Arrays.stream(pairs).map(pair -> texts[pair]).distinct().toArray();
        List<String> needed = Arrays.stream(distinct).mapToObj(captions::get).toList();
        Tensor imageStates = block.states();
        var input = source.input();
        EmbeddingSink scoring = new EmbeddingSink() {
            private int next; // of `pairs`

            @Override
            public void accept(EncodedBatch batch, TensorScope scope) {
                int first = batch.items()[0];
                int last = distinct[first + batch.items().length - 1];
                TokenBatch tokens = Objects.requireNonNull(batch.tokens());
                Tensor states = batch.output(EncoderOutput.TOKEN_STATES); // [B, S, Dt]
                Tensor mask = Tensors.mask(tokens.mask(), tokens.size(), tokens.length()); // [B, S]
                int most = pairsOfChunk(imageStates, states);
                while (next < pairs.length && texts[pairs[next]] <= last) {
                    int end = next;
                    while (end < pairs.length && end - next < most && texts[pairs[end]] <= last) {
                        end++;
                    }
                    embedder.watch().at("scoring pairs", done + next, images.length);
                    int[] chunk = Arrays.copyOfRange(pairs, next, end);
                    int[] imageRows = Arrays.stream(chunk)
                            .map(pair -> block.row(images[pair]))
                            .toArray();
                    int[] textRows = Arrays.stream(chunk)
                            .map(pair -> Arrays.binarySearch(distinct, texts[pair]) - first)
                            .toArray();
                    float[] some = fused(imageStates, states, mask, imageRows, textRows);
                    for (int i = 0; i < chunk.length; i++) {
                        scores[chunk[i]] = some[i];
                    }
                    next = end;
                }
            }
        };
        embedder.engine().texts("scoring captions", needed, input.tokens(), input.texts(), STATES, scoring);
    }

    private float[] fused(Tensor images, Tensor texts, Tensor mask, int[] imageRows, int[] textRows) {
        try (var _ = TensorScope.open()) {
            Tensor textIndex = Tensors.index(textRows); // [B]
            var fused = fusion.fuse(
                    Operators.select(images, 0, Tensors.index(imageRows)), // [B, T, Dv]
                    Operators.select(texts, 0, textIndex), // [B, S, Dt]
                    Operators.select(mask, 0, textIndex), // [B, S]
                    false);
            Tensor logits = fusion.matchingLogits(fused.joint()); // [B, 2]
            return Tensors.floats(logits.select(1, 1).sub(logits.select(1, 0)));
        }
    }

    private static int pairsOfChunk(Tensor images, Tensor texts) {
        long ofPair = (images.size(1) * images.size(2) + texts.size(1) * texts.size(2)) * Float.BYTES;
        return (int) Math.clamp(FUSED_BYTES / ofPair, LEAST_PAIRS, MOST_PAIRS);
    }

    private int[] numbers(int[] block) {
        return Arrays.stream(block).map(image -> source.images()[image]).toArray();
    }

    /// The token states of some images, in one tensor.
    private static final class ImageBlock implements EmbeddingSink {
        private final int[] images; // rising
        private @Nullable Tensor states; // [n, T, Dv]
        private int filled;

        ImageBlock(int[] images) {
            this.images = images;
        }

        @Override
        public void accept(EncodedBatch batch, TensorScope scope) {
            Tensor some = batch.output(EncoderOutput.TOKEN_STATES); // [B, T, Dv]
            Tensor all = states;
            if (all == null) {
                all = scope.keep(Tensors.zeros(images.length, some.size(1), some.size(2)));
                states = all;
            }
            Operators.copyInPlace(all.narrow(0, filled, some.size(0)), some);
            filled += batch.items().length;
        }

        Tensor states() {
            Tensor all = states;
            if (all == null || filled < images.length) {
                throw new InvalidInputException(
                        "%d of %d images became unreadable since they were embedded; start again"
                                .formatted(images.length - filled, images.length));
            }
            return all;
        }

        int row(int image) {
            return Arrays.binarySearch(images, image);
        }
    }
}
