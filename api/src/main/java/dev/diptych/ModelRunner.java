package dev.diptych;

import dev.diptych.base.CancellationToken;
import dev.diptych.base.ProgressListener;
import dev.diptych.data.Caption;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageItem;
import dev.diptych.data.ImageSource;
import dev.diptych.data.Pairs;
import dev.diptych.data.SkippedImages;
import dev.diptych.data.batch.ImagePreparation;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.batch.ModelInput;
import dev.diptych.data.batch.TextPreparation;
import dev.diptych.data.batch.TextRows;
import dev.diptych.evaluate.Evaluation;
import dev.diptych.evaluate.audit.Audit;
import dev.diptych.evaluate.audit.AuditOptions;
import dev.diptych.evaluate.classification.PromptTemplates;
import dev.diptych.evaluate.classification.ZeroShot;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.index.Index;
import dev.diptych.index.ModelReference;
import dev.diptych.model.Calibration;
import dev.diptych.model.CrossAttentionFusion;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.SigmoidHead;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.model.checkpoint.TextEncoderCopy;
import dev.diptych.model.embed.EmbeddingEngine;
import dev.diptych.model.embed.EmbeddingSink;
import dev.diptych.model.embed.EncoderOutput;
import dev.diptych.model.embed.MemorySink;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A loaded model as its own thread sees it. Every method runs on that thread, the accessors of
/// constants aside.
final class ModelRunner implements AutoCloseable {

    private static final int BATCH = 64;

    private final TensorScope scope;
    private final Path directory;
    private final Precision precision;
    private final LoaderSettings loading;
    private final double temperature;
    private final boolean hasMatchingHead;
    private volatile ImageTextModel model; // without its fusion until that is needed, if only texts were loaded

    private ModelRunner(TensorScope scope, Path directory, ImageTextModel model, Precision precision) {
        this.scope = scope;
        this.directory = directory;
        this.precision = precision;
        this.model = model;
        this.temperature = model.encoder().temperature();
        this.hasMatchingHead = ModelDirectory.hasFusion(directory);
        LoaderSettings defaults = LoaderSettings.defaults();
        this.loading = new LoaderSettings(defaults.threads(), defaults.ahead(), 0, 1);
    }

    /// Parameters live in a scope of this thread, which [#close] ends.
    static ModelRunner load(Path directory, Precision precision) {
        return load(directory, precision, ModelDirectory::load);
    }

    /// The same, but the image encoder and the fusion are loaded at their first use.
    static ModelRunner loadTextsFirst(Path directory) {
        return load(directory, Precision.FP32, ModelDirectory::loadTextsFirst);
    }

    private static ModelRunner load(Path directory, Precision precision, Function<Path, ImageTextModel> loader) {
        TensorScope scope = TensorScope.open();
        try {
            return new ModelRunner(scope, directory, loader.apply(directory), precision);
        } catch (RuntimeException e) {
            scope.close();
            throw e;
        }
    }

    // Loads what was not needed for texts.
    private ImageTextModel complete() {
        model.encoder().vision();
        if (hasMatchingHead && model.fusion() == null) {
            model = model.with(ModelDirectory.fusion(directory, model.encoder()));
        }
        return model;
    }

    /// Loads the image encoder if it is not in memory.
    private DualEncoder imageEncoder() {
        model.encoder().vision();
        return model.encoder();
    }

    int dimensions() {
        return model.encoder().config().projection();
    }

    /// @throws dev.diptych.base.InvalidInputException if the model knows no token of a text
    void requireKnownTokens(List<String> texts) {
        texts.forEach(text -> KnownTokens.require(text, model.tokenizer(), model.longestText()));
    }

    double temperature() {
        return temperature;
    }

    @Nullable
    Calibration calibration() {
        return model.calibration();
    }

    /// @param embeddings `[N][P]`, zero where an image could not be read
    /// @param unreadable by their index
    @SuppressWarnings("ArrayRecordComponent") // handed on once
    record Images(float[][] embeddings, SortedMap<Integer, UnreadableImageException> unreadable) {}

    Images embedImages(List<? extends ImageSource> images) {
        Pairs pairs = pairs(images);
        try (var _ = TensorScope.open()) {
            MemorySink sink = new MemorySink();
            var result = imageEngine().images(pairs, input(pairs), EnumSet.of(EncoderOutput.EMBEDDING), sink);
            float[][] embeddings = new float[images.size()][dimensions()];
            int[] items = sink.items();
            if (items.length > 0) {
                float[][] rows = rows(sink.rows(EncoderOutput.EMBEDDING));
                for (int i = 0; i < items.length; i++) {
                    embeddings[items[i]] = rows[i];
                }
            }
            return new Images(embeddings, unreadable(images, result.skipped()));
        }
    }

    /// On any thread.
    PreparedImage prepare(ImageSource image) throws UnreadableImageException {
        return new PreparedImage(model.processor().resizeAndCrop(image.read()));
    }

    float[][] embedPrepared(List<PreparedImage> images) {
        try (var _ = TensorScope.open()) {
            return rows(encodePrepared(images, EncoderOutput.EMBEDDING));
        }
    }

    /// On any thread.
    int[] countTokens(List<String> texts) {
        TextPreparation preparation = model.textPreparation();
        return texts.stream()
                .mapToInt(text -> preparation.tokenizer().encode(text, preparation.maximumLength()).length)
                .toArray();
    }

    /// The log-odds of the matching head that an image fits each text, `[M]`.
    ///
    /// @throws IllegalStateException if the model has no fusion
    double[] matchingScores(PreparedImage image, List<String> texts) {
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            Tensor imageStates = encodePrepared(List.of(image), EncoderOutput.TOKEN_STATES); // [1, T, Dv]
            double[] scores = new double[texts.size()];
            for (int text = 0; text < scores.length; text++) {
                try (var _ = TensorScope.open()) {
                    Tensor textStates = encodeTexts(List.of(texts.get(text)), EncoderOutput.TOKEN_STATES); // [1, S, Dt]
                    scores[text] = matchingScores(imageStates, textStates)[0];
                }
            }
            return scores;
        }
    }

    float[][] embedTexts(List<String> texts) {
        try (var _ = TensorScope.open()) {
            return rows(encodeTexts(texts, EncoderOutput.EMBEDDING));
        }
    }

    boolean hasMatchingHead() {
        return hasMatchingHead;
    }

    /// The log-odds of the matching head that each image fits a text, `[N]`; NaN for images that
    /// cannot be read.
    ///
    /// @throws IllegalStateException if the model has no fusion
    double[] matchingScores(List<? extends ImageSource> images, String text) {
        double[] scores = new double[images.size()];
        Arrays.fill(scores, Double.NaN);
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            Tensor textStates = encodeTexts(List.of(text), EncoderOutput.TOKEN_STATES); // [1, S, Dt]
            Pairs pairs = pairs(images);
            EmbeddingSink scoring = (batch, _) -> {
                float[] some = matchingScores(batch.output(EncoderOutput.TOKEN_STATES), textStates);
                for (int i = 0; i < some.length; i++) {
                    scores[batch.items()[i]] = some[i];
                }
            };
            imageEngine().images(pairs, input(pairs), EnumSet.of(EncoderOutput.TOKEN_STATES), scoring);
        }
        return scores;
    }

    // [B, T, Dv] with [1, S, Dt] to [B].
    private float[] matchingScores(Tensor imageStates, Tensor textStates) {
        CrossAttentionFusion fusion = complete().fusion();
        if (fusion == null) {
            throw new IllegalStateException("this model has no matching head");
        }
        int images = (int) imageStates.size(0);
        int tokens = (int) textStates.size(1);
        long[] ones = new long[images * tokens];
        Arrays.fill(ones, 1); // one text has no padding
        Tensor repeated = Operators.select(textStates, 0, Tensors.index(new int[images])); // [B, S, Dt]
        Tensor logits =
                fusion.matchingLogits(fusion.fuse(imageStates, repeated, Tensors.mask(ones, images, tokens), false)
                        .joint()); // [B, 2]
        return Tensors.floats(logits.select(1, 1).sub(logits.select(1, 0)));
    }

    IndexingResult addTo(
            Index index, Pairs pairs, int committed, ProgressListener progress, CancellationToken cancellation) {
        IndexJob job = new IndexJob(index, pairs, committed);
        try (var _ = TensorScope.open()) {
            var engine =
                    new EmbeddingEngine(imageEncoder(), BATCH, loading, precision, progress, cancellation::isCancelled);
            EmbeddingSink sink = (batch, _) -> job.add(batch.items(), rows(batch.output(EncoderOutput.EMBEDDING)));
            var result =
                    engine.images(pairs, input(pairs), job.images(BATCH), EnumSet.of(EncoderOutput.EMBEDDING), sink);
            SortedMap<String, String> unreadable = new TreeMap<>();
            result.skipped().forEach(each -> unreadable.put(each.name(), each.reason()));
            index.commit();
            return new IndexingResult(result.complete(), job.added(), job.present(), unreadable);
        }
    }

    Map<String, Double> evaluate(Pairs pairs) {
        try (var _ = TensorScope.open()) {
            return Evaluation.of(embedder(), pairs, EnumSet.allOf(Evaluation.Suite.class), 0)
                    .values();
        }
    }

    Audit audit(Pairs pairs, AuditOptions options) {
        try (var _ = TensorScope.open()) {
            return Audit.of(embedder(), pairs, null, options);
        }
    }

    /// One vector per label, `[labels][P]` of length 1: the normalised mean of its prompt embeddings.
    float[][] labelEmbeddings(List<String> labels, PromptTemplates templates) {
        try (var _ = TensorScope.open()) {
            return rows(ZeroShot.classEmbeddings(embedder(), labels, templates));
        }
    }

    /// Encodes the images of a data set, whatever number of them is unreadable, and passes each
    /// embedding on.
    List<SkippedImages.Skipped> eachImage(
            Pairs pairs, Classifier.Embedded action, ProgressListener progress, CancellationToken cancellation) {
        try (var _ = TensorScope.open()) {
            var engine =
                    new EmbeddingEngine(imageEncoder(), BATCH, loading, precision, progress, cancellation::isCancelled);
            EmbeddingSink sink = (batch, _) -> {
                float[][] embeddings = rows(batch.output(EncoderOutput.EMBEDDING));
                for (int i = 0; i < embeddings.length; i++) {
                    action.accept(pairs.image(batch.items()[i]).name(), embeddings[i]);
                }
            };
            return engine.images(pairs, input(pairs), EnumSet.of(EncoderOutput.EMBEDDING), sink)
                    .skipped();
        }
    }

    void copyTextEncoder(Path to, String digest) {
        TextEncoderCopy.write(to, model, digest);
    }

    EmbeddingResult writeEmbeddings(
            ModelReference reference,
            Pairs pairs,
            Path directory,
            EmbeddingOptions options,
            ProgressListener progress,
            CancellationToken cancellation) {
        try (var _ = TensorScope.open()) {
            return new EmbeddingJob(
                            complete(), reference, pairs, options, precision, progress, cancellation::isCancelled)
                    .run(directory);
        }
    }

    private Embedder embedder() {
        return new Embedder(complete(), BATCH, LoaderSettings.defaults(), precision);
    }

    private EmbeddingEngine imageEngine() {
        return engine(imageEncoder());
    }

    private EmbeddingEngine engine(DualEncoder encoder) {
        return new EmbeddingEngine(encoder, BATCH, loading, precision, ProgressListener.nobody());
    }

    private ModelInput input(Pairs pairs) {
        return ModelInput.plain(pairs, ImagePreparation.plain(model.processor()), model.textPreparation(), 0);
    }

    // Their preparation is complete except for the normalisation.
    private Tensor encodePrepared(List<PreparedImage> images, EncoderOutput output) {
        Pairs pairs =
                pairs(images.stream().map(image -> (ImageSource) image::pixels).toList());
        MemorySink sink = new MemorySink();
        ImagePreparation preparation = ImagePreparation.plain(model.processor().normalisationOnly());
        ModelInput input = ModelInput.plain(pairs, preparation, model.textPreparation(), 0);
        imageEngine().images(pairs, input, EnumSet.of(output), sink);
        return sink.rows(output);
    }

    private Tensor encodeTexts(List<String> texts, EncoderOutput output) {
        MemorySink sink = new MemorySink();
        engine(model.encoder()).texts("texts", texts, model.textPreparation(), TextRows.NONE, EnumSet.of(output), sink);
        return sink.rows(output);
    }

    // Images without captions, named by their index.
    private static Pairs pairs(List<? extends ImageSource> images) {
        List<ImageItem> items = new ArrayList<>(images.size());
        for (int i = 0; i < images.size(); i++) {
            items.add(new ImageItem(Integer.toString(i), images.get(i)));
        }
        return new Pairs(items, List.<Caption>of(), List.of());
    }

    // A file is named by its path, any other image by its index in the call.
    private static SortedMap<Integer, UnreadableImageException> unreadable(
            List<? extends ImageSource> images, List<SkippedImages.Skipped> skipped) {
        SortedMap<Integer, UnreadableImageException> unreadable = new TreeMap<>();
        for (SkippedImages.Skipped each : skipped) {
            int index = Integer.parseInt(each.name());
            String name = images.get(index) instanceof FileImage image
                    ? image.file().toString()
                    : "image " + index + " of " + images.size();
            unreadable.put(index, new UnreadableImageException(name, each.reason()));
        }
        return unreadable;
    }

    private static float[][] rows(Tensor matrix) {
        int rows = (int) matrix.size(0);
        int width = (int) matrix.size(1);
        float[] values = Tensors.floats(matrix);
        float[][] split = new float[rows][];
        for (int row = 0; row < rows; row++) {
            split[row] = Arrays.copyOfRange(values, row * width, (row + 1) * width);
        }
        return split;
    }

    // The parameters belong to no scope.
    @Override
    public void close() {
        CrossAttentionFusion fusion = model.fusion();
        if (fusion != null) {
            Tensors.free(fusion.parameters().values());
        }
        SigmoidHead sigmoid = model.sigmoid();
        if (sigmoid != null) {
            Tensors.free(sigmoid.parameters().values());
        }
        model.encoder().free();
        scope.close();
    }
}
