package dev.diptych.model.embed;

import dev.diptych.base.NotFiniteException;
import dev.diptych.base.ProgressListener;
import dev.diptych.data.Pairs;
import dev.diptych.data.SkippedImages;
import dev.diptych.data.batch.BatchRows;
import dev.diptych.data.batch.BatchStream;
import dev.diptych.data.batch.EvaluationLoader;
import dev.diptych.data.batch.ImageBatch;
import dev.diptych.data.batch.InputStage;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.batch.ModelInput;
import dev.diptych.data.batch.TextBatch;
import dev.diptych.data.batch.TextPreparation;
import dev.diptych.data.batch.TextRows;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageInput;
import dev.diptych.model.TextInput;
import dev.diptych.model.VisionConfig;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Streams the images or texts of a data set through an encoder into an [EmbeddingSink], without gradients and without
/// dropout.
///
/// Memory use is that of a few batches, whatever the size of the data set. Items are computed in batches of fixed
/// size, starting at item 0, so that interrupted and resumed work gives the same bits. Confined to one thread at a
/// time.
///
/// @param batch number of images or texts per batch
/// @param loading threads and error tolerance of the loader
/// @param watch receives the progress before each batch; an exception that it throws aborts the work
/// @param stopRequested checked before each batch; if true, the work ends without an exception
public record EmbeddingEngine(
        DualEncoder encoder,
        int batch,
        LoaderSettings loading,
        Precision precision,
        ProgressListener watch,
        BooleanSupplier stopRequested) {

    /// Largest size of the widest intermediate result of a block of the image encoder.
    private static final long PART_BYTES = 64L << 20;

    /// Creates an engine that only its progress listener can abort.
    public EmbeddingEngine(
            DualEncoder encoder, int batch, LoaderSettings loading, Precision precision, ProgressListener watch) {
        this(encoder, batch, loading, precision, watch, () -> false);
    }

    /// @param complete whether all items were computed; false after a stop request
    /// @param skipped images that could not be read
    public record Result(boolean complete, List<SkippedImages.Skipped> skipped) {}

    /// Encodes all images of a data set.
    ///
    /// @throws dev.diptych.base.InvalidInputException if the share of unreadable images exceeds the tolerance
    /// @throws NotFiniteException if the result contains NaN or infinity; also in the other methods
    public Result images(Pairs pairs, ModelInput input, Set<EncoderOutput> outputs, EmbeddingSink sink) {
        return images(
                new EvaluationLoader(pairs, input, loading), pairs.images().size(), outputs, sink);
    }

    /// Encodes all images that a loader reads.
    ///
    /// @param count number of images of the loader's data set
    public Result images(EvaluationLoader loader, int count, Set<EncoderOutput> outputs, EmbeddingSink sink) {
        int from = sink.resumeFrom(batch);
        return images(loader, IntStream.range(from, count).toArray(), from, count, outputs, sink);
    }

    /// Encodes some images of a data set; the sink determines the first.
    ///
    /// @param numbers of the images, ascending
    public Result images(Pairs pairs, ModelInput input, int[] numbers, Set<EncoderOutput> outputs, EmbeddingSink sink) {
        return images(new EvaluationLoader(pairs, input, loading), numbers, 0, numbers.length, outputs, sink);
    }

    private Result images(
            EvaluationLoader loader,
            int[] numbers,
            int done,
            int total,
            Set<EncoderOutput> outputs,
            EmbeddingSink sink) {
        try (BatchStream<ImageBatch> stream = loader.images(batch, numbers)) {
            while (stream.hasNext()) {
                if (stopRequested.getAsBoolean()) {
                    return new Result(false, loader.skipped().list());
                }
                watch.at("images", done, total);
                try (ImageBatch next = stream.next()) {
                    accept(next, outputs, sink);
                    done += next.images().length;
                }
            }
        }
        sink.finish(total);
        return new Result(true, loader.skipped().list());
    }

    /// Encodes texts.
    ///
    /// @param stage name of the stage for the progress listener
    /// @param preparation conversion of texts to tokens
    /// @param features features that replace tokens, if known
    public Result texts(
            String stage,
            List<String> texts,
            TextPreparation preparation,
            TextRows features,
            Set<EncoderOutput> outputs,
            EmbeddingSink sink) {
        int done = sink.resumeFrom(batch);
        try (BatchStream<TextBatch> stream =
                EvaluationLoader.texts(texts, done, batch, preparation, features, loading)) {
            while (stream.hasNext()) {
                if (stopRequested.getAsBoolean()) {
                    return new Result(false, List.of());
                }
                watch.at(stage, done, texts.size());
                try (TextBatch next = stream.next()) {
                    accept(next, outputs, sink);
                    done += next.tokens().size();
                }
            }
        }
        sink.finish(texts.size());
        return new Result(true, List.of());
    }

    private void accept(ImageBatch images, Set<EncoderOutput> outputs, EmbeddingSink sink) {
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled()) {
            Map<EncoderOutput, Tensor> computed;
            try (var _ = precision.enter()) {
                computed = encodeInParts(images.rows(), outputs);
            }
            requireFinite("images", computed);
            sink.accept(new EncodedBatch(images.images(), null, computed), scope);
        }
    }

    private void accept(TextBatch texts, Set<EncoderOutput> outputs, EmbeddingSink sink) {
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled()) {
            Map<EncoderOutput, Tensor> computed;
            try (var _ = precision.enter()) {
                computed = encode(TextInput.of(texts.tokens(), texts.rows()), outputs);
            }
            requireFinite("texts", computed);
            int last = texts.first() + texts.tokens().size();
            int[] items = IntStream.range(texts.first(), last).toArray();
            sink.accept(new EncodedBatch(items, texts.tokens(), computed), scope);
        }
    }

    // Weights are finite when they are loaded, but products of very large ones are not.
    private static void requireFinite(String what, Map<EncoderOutput, Tensor> computed) {
        for (Tensor output : computed.values()) {
            if (!Operators.isFinite(output)) {
                throw new NotFiniteException("the embeddings of " + what + " are not finite numbers (NaN or infinity):"
                        + " the weights of this model overflow; use an earlier checkpoint, or fp32 instead of bf16");
            }
        }
    }

    // Large batches of pixels are encoded in equal parts, because the intermediate results of an image take many times
    // the memory of its outputs.
    private Map<EncoderOutput, Tensor> encodeInParts(BatchRows rows, Set<EncoderOutput> outputs) {
        VisionConfig vision = encoder.vision().config();
        long widest = (long) Float.BYTES * vision.tokens() * vision.intermediateSize();
        long most = rows.stage() == InputStage.POOLED ? rows.count() : Math.max(1, PART_BYTES / widest);
        int parts = Math.toIntExact(Math.ceilDiv(rows.count(), most));
        if (parts == 1) {
            return encode(ImageInput.of(rows), outputs);
        }
        int size = Math.ceilDiv(rows.count(), parts);
        Map<EncoderOutput, List<Tensor>> pieces = new EnumMap<>(EncoderOutput.class);
        for (int from = 0; from < rows.count(); from += size) {
            try (var scope = TensorScope.open()) {
                ImageInput part = ImageInput.of(rows, from, Math.min(size, rows.count() - from));
                encode(part, outputs)
                        .forEach((output, tensor) -> pieces.computeIfAbsent(output, _ -> new ArrayList<>())
                                .add(scope.keep(tensor)));
            }
        }
        Map<EncoderOutput, Tensor> computed = new EnumMap<>(EncoderOutput.class);
        pieces.forEach(
                (output, tensors) -> computed.put(output, Operators.concatenate(0, tensors.toArray(Tensor[]::new))));
        return computed;
    }

    private Map<EncoderOutput, Tensor> encode(ImageInput input, Set<EncoderOutput> outputs) {
        Map<EncoderOutput, Tensor> computed = new EnumMap<>(EncoderOutput.class);
        if (outputs.contains(EncoderOutput.FROZEN_STATES)) {
            if (!(input instanceof ImageInput.Pixels pixels)) {
                throw new IllegalArgumentException("the states after the frozen prefix are computed from pixels");
            }
            computed.put(EncoderOutput.FROZEN_STATES, encoder.vision().frozenStates(pixels));
        }
        if (outputs.contains(EncoderOutput.TOKEN_STATES)) {
            var output = encoder.vision().encode(input);
            computed.put(EncoderOutput.TOKEN_STATES, Operators.toFloat(output.states()));
            addImages(output.pooled(), outputs, computed);
        } else if (outputs.contains(EncoderOutput.POOLED) || outputs.contains(EncoderOutput.EMBEDDING)) {
            addImages(encoder.vision().pooled(input), outputs, computed);
        }
        return computed;
    }

    private void addImages(Tensor pooled, Set<EncoderOutput> outputs, Map<EncoderOutput, Tensor> computed) {
        if (outputs.contains(EncoderOutput.POOLED)) {
            computed.put(EncoderOutput.POOLED, Operators.toFloat(pooled));
        }
        if (outputs.contains(EncoderOutput.EMBEDDING)) {
            computed.put(EncoderOutput.EMBEDDING, encoder.embedPooledImages(pooled));
        }
    }

    private Map<EncoderOutput, Tensor> encode(TextInput input, Set<EncoderOutput> outputs) {
        Map<EncoderOutput, Tensor> computed = new EnumMap<>(EncoderOutput.class);
        if (outputs.contains(EncoderOutput.FROZEN_STATES)) {
            if (!(input instanceof TextInput.Tokens tokens)) {
                throw new IllegalArgumentException("the states after the frozen prefix are computed from tokens");
            }
            computed.put(EncoderOutput.FROZEN_STATES, encoder.text().frozenStates(tokens));
        }
        if (outputs.contains(EncoderOutput.TOKEN_STATES)) {
            var output = encoder.text().encode(input, false);
            computed.put(EncoderOutput.TOKEN_STATES, Operators.toFloat(output.states()));
            addTexts(output.pooled(), outputs, computed);
        } else if (outputs.contains(EncoderOutput.POOLED) || outputs.contains(EncoderOutput.EMBEDDING)) {
            addTexts(encoder.text().pooled(input, false), outputs, computed);
        }
        return computed;
    }

    private void addTexts(Tensor pooled, Set<EncoderOutput> outputs, Map<EncoderOutput, Tensor> computed) {
        if (outputs.contains(EncoderOutput.POOLED)) {
            computed.put(EncoderOutput.POOLED, Operators.toFloat(pooled));
        }
        if (outputs.contains(EncoderOutput.EMBEDDING)) {
            computed.put(EncoderOutput.EMBEDDING, encoder.embedPooledTexts(pooled));
        }
    }
}
