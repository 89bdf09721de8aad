package dev.diptych.train;

import dev.diptych.data.Batch;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageInput;
import dev.diptych.model.TextInput;
import dev.diptych.objective.Features;
import dev.diptych.objective.Objective;
import dev.diptych.objective.Pairing;
import dev.diptych.text.TokenBatch;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Libtorch;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.RandomKey;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The first and the third move of a step: from a batch to features, and from their gradient to the towers' parameters.
///
/// A batch that fits is encoded once and its graph kept. With a chunk size it is encoded chunk by chunk without a graph
/// and encoded again, from the same random state, when the gradient is pulled back: exact, in the memory of one chunk.
final class Encoder {

    private final DualEncoder model;
    private final boolean withTokens;
    private final Precision precision;
    private final int chunk;
    private List<Chunk> chunks = List.of();
    private DistinctTexts distinct = DistinctTexts.all(0);

    /// @param withTokens whether an objective reads token states
    /// @param chunk images or texts encoded at a time; null for the whole batch
    Encoder(DualEncoder model, boolean withTokens, Precision precision, @Nullable Integer chunk) {
        this.model = model;
        this.withTokens = withTokens;
        this.precision = precision;
        this.chunk = chunk == null ? Integer.MAX_VALUE : chunk;
    }

    /// Encodes a batch. The features are leaves; they and the graph below live in the scope that is open now.
    ///
    /// @param key of this step's random numbers
    Features encode(Batch batch, RandomKey key) {
        chunks = chunks(batch, key.with("dropout"));
        boolean keepsGraph = chunks.size() == 2;
        List<Tensor> images = new ArrayList<>();
        List<Tensor> texts = new ArrayList<>();
        List<Tensor> imageTokens = new ArrayList<>();
        List<Tensor> textTokens = new ArrayList<>();
        for (Chunk each : chunks) {
            try (var scope = TensorScope.open();
                    var _ = Gradients.unless(!keepsGraph)) {
                DualEncoder.Encoded encoded = each.encode();
                (each.isImages() ? images : texts).add(scope.keep(encoded.embeddings()));
                Tensor states = encoded.states();
                if (states != null) {
                    (each.isImages() ? imageTokens : textTokens).add(scope.keep(states));
                }
            }
        }
        precision.forgetCasts();
        Tensor image = Operators.concatenate(0, images.toArray(new Tensor[0])); // [N, P]
        Tensor text = distinct.spread(Operators.concatenate(0, texts.toArray(new Tensor[0]))); // [M, P]
        Features.TokenStates tokens = null;
        if (withTokens) {
            TokenBatch ids = batch.texts();
            tokens = new Features.TokenStates(
                    Gradients.leaf(Operators.concatenate(0, imageTokens.toArray(new Tensor[0]))), // [N, T, D]
                    Gradients.leaf(
                            distinct.spread(Operators.concatenate(0, textTokens.toArray(new Tensor[0])))), // [M, S, D]
                    Tensors.mask(ids.mask(), ids.size(), ids.length()));
        }
        if (keepsGraph) {
            chunks.getFirst().keep(images.getFirst(), withTokens ? imageTokens.getFirst() : null);
            chunks.getLast().keep(texts.getFirst(), withTokens ? textTokens.getFirst() : null);
        }
        return new Features(
                Gradients.leaf(image),
                Gradients.leaf(text),
                new Pairing(batch.imageCount(), batch.imageOfText(), batch.captionGroup()),
                model.logitScale(),
                tokens,
                key);
    }

    /// Adds the loss's gradient to the parameters of the towers and projections.
    void pullBack(Objective.Loss loss) {
        Tensor text = distinct.gather(loss.text()); // [U, P]
        Tensor textTokens = distinct.gather(loss.textTokens()); // [U, S, D]
        try {
            for (Chunk each : chunks) {
                each.pullBack(each.isImages() ? loss.image() : text, each.isImages() ? loss.imageTokens() : textTokens);
            }
        } finally {
            precision.forgetCasts(); // the weights change next
        }
        chunks = List.of();
    }

    private List<Chunk> chunks(Batch batch, RandomKey key) {
        List<Chunk> all = new ArrayList<>();
        ImageInput images = ImageInput.of(batch.imageRows());
        for (int from = 0; from < batch.imageCount(); from += chunk(batch.imageCount())) {
            int count = Math.min(chunk(batch.imageCount()), batch.imageCount() - from);
            all.add(new ImageChunk(from, count, images.rows(from, count)));
        }
        TextInput texts = distinctTexts(batch);
        for (int from = 0; from < distinct.count(); from += chunk(distinct.count())) {
            int count = Math.min(chunk(distinct.count()), distinct.count() - from);
            all.add(new TextChunk(from, count, texts.rows(from, count), key.with(from)));
        }
        return all;
    }

    private TextInput distinctTexts(Batch batch) {
        TextInput texts = TextInput.of(batch.texts(), batch.textRows());
        if (texts instanceof TextInput.Tokens tokens && model.text().isDeterministic()) {
            distinct = DistinctTexts.of(batch.captionGroup());
            return distinct.select(tokens);
        }
        distinct = DistinctTexts.all(batch.textCount());
        return texts;
    }

    private int chunk(int size) {
        return Math.min(chunk, size);
    }

    /// Some rows of a batch, of one side.
    private abstract class Chunk {
        private final int from;
        private final int count;
        private @Nullable Tensor embeddings;
        private @Nullable Tensor states;

        Chunk(int from, int count) {
            this.from = from;
            this.count = count;
        }

        abstract boolean isImages();

        abstract DualEncoder.Encoded encode();

        void keep(Tensor keptEmbeddings, @Nullable Tensor keptStates) {
            embeddings = keptEmbeddings;
            states = keptStates;
        }

        void pullBack(@Nullable Tensor embeddingGradient, @Nullable Tensor stateGradient) {
            try (var _ = TensorScope.open()) {
                Tensor root = embeddings;
                Tensor stateRoot = states;
                if (root == null) {
                    DualEncoder.Encoded again = encode();
                    root = again.embeddings();
                    stateRoot = again.states();
                }
                List<Tensor> roots = new ArrayList<>();
                List<Tensor> gradients = new ArrayList<>();
                collect(root, embeddingGradient, roots, gradients);
                collect(stateRoot, stateGradient, roots, gradients);
                if (!roots.isEmpty()) {
                    Gradients.backward(roots.toArray(new Tensor[0]), gradients.toArray(new Tensor[0]));
                }
            }
        }

        // States of a frozen tower have no graph to pull back through.
        private void collect(
                @Nullable Tensor root, @Nullable Tensor gradient, List<Tensor> roots, List<Tensor> gradients) {
            if (root != null && gradient != null && root.requires_grad()) {
                roots.add(root);
                gradients.add(gradient.narrow(0, from, count));
            }
        }
    }

    private final class ImageChunk extends Chunk {
        private final ImageInput input;

        ImageChunk(int from, int count, ImageInput input) {
            super(from, count);
            this.input = input;
        }

        @Override
        boolean isImages() {
            return true;
        }

        @Override
        DualEncoder.Encoded encode() {
            try (var _ = precision.enterKeepingCasts()) {
                return model.encodeImages(input, withTokens);
            }
        }
    }

    private final class TextChunk extends Chunk {
        private final TextInput input;
        private final RandomKey key;

        TextChunk(int from, int count, TextInput input, RandomKey key) {
            super(from, count);
            this.input = input;
            this.key = key;
        }

        @Override
        boolean isImages() {
            return false;
        }

        @Override
        DualEncoder.Encoded encode() {
            Libtorch.seed(key);
            try (var _ = precision.enterKeepingCasts()) {
                return model.encodeTexts(input, true, withTokens);
            }
        }
    }
}
