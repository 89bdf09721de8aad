package dev.diptych.evaluate;

import dev.diptych.data.BatchStream;
import dev.diptych.data.EvaluationLoader;
import dev.diptych.data.ImageBatch;
import dev.diptych.data.ImagePreparation;
import dev.diptych.data.LoaderSettings;
import dev.diptych.data.ModelInput;
import dev.diptych.data.Pairs;
import dev.diptych.data.SkippedImages;
import dev.diptych.data.TextBatch;
import dev.diptych.data.Watch;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageInput;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.TextInput;
import dev.diptych.text.TokenBatch;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Runs a model over whole data sets, without gradients and without dropout.
///
/// @param batch images or texts at a time
/// @param loading threads and tolerance of the loader
/// @param inputs what the towers start from for a data set
/// @param watch told before each batch
public record Embedder(
        ImageTextModel model, int batch, LoaderSettings loading, Precision precision, Inputs inputs, Watch watch) {

    /// What the towers start from for a data set: pixels and tokens, or features computed earlier.
    @FunctionalInterface
    public interface Inputs {
        ModelInput of(Pairs pairs);
    }

    /// From pixels and tokens.
    public Embedder(ImageTextModel model, int batch, LoaderSettings loading, Precision precision) {
        this(model, batch, loading, precision, Watch.nobody());
    }

    /// From pixels and tokens, watched.
    public Embedder(ImageTextModel model, int batch, LoaderSettings loading, Precision precision, Watch watch) {
        this(
                model,
                batch,
                loading,
                precision,
                pairs -> ModelInput.plain(
                        pairs,
                        ImagePreparation.plain(model.processor()),
                        model.textPreparation(),
                        loading.cacheBytes()),
                watch);
    }

    /// @param pairs the data set without its unreadable images
    /// @param embeddings of `pairs`, made in the enclosing scope
    /// @param states token states, where they were asked for
    /// @param skipped images that could not be read
    public record Embedded(
            Pairs pairs, Embeddings embeddings, @Nullable PairStates states, List<SkippedImages.Skipped> skipped) {}

    /// Embeds all images and captions. Memory is O((N + M)·P), and O(N·T·D + M·S·D) more with token states.
    ///
    /// @param withStates whether to keep token states for a fusion
    public Embedded embed(Pairs pairs, boolean withStates) {
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled()) {
            ModelInput input = inputs.of(pairs);
            EvaluationLoader images = new EvaluationLoader(pairs, input, loading);
            List<Integer> readable = new ArrayList<>();
            Collected vision = new Collected();
            try (BatchStream<ImageBatch> stream = images.images(batch)) {
                while (stream.hasNext()) {
                    watch.at("images", readable.size(), pairs.images().size());
                    try (ImageBatch next = stream.next();
                            var inner = TensorScope.open()) {
                        vision.add(encode(next, withStates), inner);
                        IntStream.of(next.images()).forEach(readable::add);
                    }
                }
            }
            Pairs kept =
                    pairs.select(readable.stream().mapToInt(Integer::intValue).toArray());
            Collected text = new Collected();
            List<Tensor> masks = new ArrayList<>();
            int captionsDone = 0;
            var captions = new EvaluationLoader(kept, input, loading);
            try (BatchStream<TextBatch> stream = captions.captions(batch)) {
                while (stream.hasNext()) {
                    watch.at("captions", captionsDone, kept.captions().size());
                    try (TextBatch next = stream.next();
                            var inner = TensorScope.open()) {
                        TokenBatch tokens = next.tokens();
                        captionsDone += tokens.size();
                        text.add(encode(TextInput.of(tokens, next.rows()), withStates), inner);
                        if (withStates) {
                            masks.add(inner.keep(Tensors.mask(tokens.mask(), tokens.size(), tokens.length())));
                        }
                    }
                }
            }
            Embeddings embeddings = new Embeddings(
                    scope.keep(vision.embeddings()), scope.keep(text.embeddings()), kept.imageOfCaption());
            PairStates states = withStates ? PairStates.join(vision.states, text.states, masks, scope) : null;
            return new Embedded(kept, embeddings, states, images.skipped().list());
        }
    }

    /// Embeds texts that are not in a data set: [M, P], in the enclosing scope.
    public Tensor embedTexts(List<String> texts) {
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled()) {
            Collected text = new Collected();
            for (int from = 0; from < texts.size(); from += batch) {
                watch.at("texts", from, texts.size());
                List<String> some = texts.subList(from, Math.min(texts.size(), from + batch));
                try (var inner = TensorScope.open()) {
                    text.add(encode(TextInput.of(model.textPreparation().batch(some), null), false), inner);
                }
            }
            return scope.keep(text.embeddings());
        }
    }

    private DualEncoder.Encoded encode(ImageBatch images, boolean withStates) {
        try (var _ = precision.enter()) {
            return model.encoder().encodeImages(ImageInput.of(images.rows()), withStates);
        }
    }

    private DualEncoder.Encoded encode(TextInput texts, boolean withStates) {
        try (var _ = precision.enter()) {
            return model.encoder().encodeTexts(texts, false, withStates);
        }
    }

    /// The outputs of batch after batch.
    private static final class Collected {
        private final List<Tensor> embeddings = new ArrayList<>();
        private final List<Tensor> states = new ArrayList<>();

        void add(DualEncoder.Encoded encoded, TensorScope scope) {
            embeddings.add(scope.keep(encoded.embeddings()));
            Tensor own = encoded.states();
            if (own != null) {
                states.add(scope.keep(own));
            }
        }

        Tensor embeddings() {
            return Operators.concatenate(0, embeddings.toArray(new Tensor[0]));
        }
    }
}
