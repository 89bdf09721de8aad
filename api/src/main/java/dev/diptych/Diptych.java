package dev.diptych;

import dev.diptych.base.CancellationToken;
import dev.diptych.base.InvalidInputException;
import dev.diptych.base.ProgressListener;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageSource;
import dev.diptych.data.Pairs;
import dev.diptych.data.SkippedImages;
import dev.diptych.evaluate.audit.Audit;
import dev.diptych.evaluate.audit.AuditOptions;
import dev.diptych.evaluate.classification.LabelProbabilities;
import dev.diptych.evaluate.classification.PromptTemplates;
import dev.diptych.hub.HubCache;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.index.Answerability;
import dev.diptych.index.Filter;
import dev.diptych.index.Index;
import dev.diptych.index.IndexSettings;
import dev.diptych.index.ModelReference;
import dev.diptych.index.SearchKind;
import dev.diptych.model.Calibration;
import dev.diptych.model.checkpoint.ModelDigest;
import dev.diptych.model.checkpoint.TextEncoderCopy;
import dev.diptych.torch.NativeLibraries;
import dev.diptych.torch.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A trained image-text model: embeds images and texts, scores pairs, classifies, evaluates and audits
/// data sets.
///
/// ```java
/// try (Diptych model = Diptych.load("runs/first/model")) {
///     float[][] images = model.embedImages(paths);                     // [N][P], unit length
///     float[][] texts = model.embedTexts(List.of("a dog on a beach")); // [M][P]
/// }
/// ```
///
/// Safe for concurrent use: the model runs on a thread of its own and serves one call after another.
/// Callers may be virtual threads. Native memory is freed by [#close]. Loading applies the settings of
/// [NativeLibraries].
public final class Diptych implements AutoCloseable {

    private static final int COMMITTED = 10_000;

    private final ModelThread thread = new ModelThread("diptych-model");
    private final ModelRunner runner;
    private final String location;
    private final Path directory;
    private volatile @Nullable ModelReference reference; // computed when it is needed: it reads all weights

    private Diptych(Path model, Function<Path, ModelRunner> loader) {
        this.directory = HubCache.locate(model);
        this.location =
                Files.isDirectory(model) ? model.toAbsolutePath().normalize().toString() : model.toString();
        try {
            this.runner = thread.call(() -> loader.apply(directory));
        } catch (RuntimeException | Error failure) {
            thread.close();
            throw failure;
        }
    }

    /// Loads a model for use on this machine, in float32.
    ///
    /// @param model a model directory such as `runs/first/model`, or the name of a model that was
    ///     pulled from the hub, such as `openai/clip-vit-base-patch32`
    /// @throws InvalidInputException if the model does not exist or its files are not valid
    public static Diptych load(String model) {
        return load(Path.of(model));
    }

    /// Loads the model of a directory.
    ///
    /// @throws InvalidInputException if the model does not exist or its files are not valid
    public static Diptych load(Path model) {
        return load(model, Precision.FP32);
    }

    /// Loads the model of a directory for a precision of the encoders' matrix products.
    /// [Precision#BF16] is faster on processors with bf16 instructions and changes cosines by about
    /// 0.001.
    ///
    /// @throws InvalidInputException if the model does not exist or its files are not valid
    public static Diptych load(Path model, Precision precision) {
        NativeLibraries.prepare();
        return new Diptych(model, directory -> ModelRunner.load(directory, precision));
    }

    /// Loads the text encoder of a model. Image encoder and fusion are loaded at their first use,
    /// where faults of their files are found.
    ///
    /// @throws InvalidInputException if the model does not exist or its files are not valid
    public static Diptych loadTextsFirst(Path model) {
        NativeLibraries.prepare();
        return new Diptych(model, ModelRunner::loadTextsFirst);
    }

    /// Loads the model of an index for searching in it, like [#loadTextsFirst]: for queries of
    /// texts the copy in the index, if it has one (see [#copyTextEncoderTo]), otherwise the model
    /// at the path that the index records.
    ///
    /// @param images whether queries have images or are ranked again, for which a copy is not
    ///     sufficient
    /// @throws InvalidInputException if the model does not exist or its files are not valid
    public static Diptych forSearch(Index index, boolean images) {
        Path copy = copyIn(index);
        Path recorded = Path.of(index.info().model().path());
        boolean contained = TextEncoderCopy.isAt(copy) && !(images && exists(recorded));
        return loadTextsFirst(contained ? copy : recorded);
    }

    private static boolean exists(Path model) {
        try {
            return Files.isDirectory(HubCache.locate(model));
        } catch (InvalidInputException missing) {
            return false;
        }
    }

    private static Path copyIn(Index index) {
        return index.directory().resolve("model");
    }

    /// The width P of an embedding.
    public int dimensions() {
        return runner.dimensions();
    }

    /// The directory of the model, or its name on the Hub.
    public String location() {
        return location;
    }

    /// The embeddings `[N][P]` of image files, each of length 1.
    ///
    /// @throws InvalidInputException if an image cannot be read; names it
    public float[][] embedImages(List<Path> images) {
        return embed(files(images));
    }

    /// The embeddings of image files; rows of unreadable images are zero, and `unreadable` receives
    /// each.
    public float[][] embedImages(List<Path> images, UnreadableImages unreadable) {
        return embed(files(images), unreadable);
    }

    /// The embedding `[P]` of an image file.
    ///
    /// @throws InvalidInputException if it cannot be read
    public float[] embedImage(Path image) {
        return embed(List.of(new FileImage(image)))[0];
    }

    /// The embeddings `[N][P]` of images from anywhere: see [ImageSource#of] for encoded bytes and
    /// [java.awt.image.BufferedImage].
    ///
    /// @throws InvalidInputException if an image cannot be read; names it, or its index in the call
    public float[][] embed(List<? extends ImageSource> images) {
        return embed(images, (_, reason) -> {
            throw new InvalidInputException(reason.name() + ": " + reason.reason(), reason);
        });
    }

    /// The embeddings of images from anywhere; rows of unreadable images are zero, and `unreadable`
    /// receives each.
    public float[][] embed(List<? extends ImageSource> images, UnreadableImages unreadable) {
        if (images.isEmpty()) {
            return new float[0][];
        }
        ModelRunner.Images embedded = thread.call(() -> runner.embedImages(images));
        embedded.unreadable().forEach(unreadable::accept);
        return embedded.embeddings();
    }

    /// Decodes, resizes and crops an image on the calling thread, so that several threads can do this
    /// while the model computes. [#embedPrepared] of the result equals [#embed] of the image.
    ///
    /// @throws UnreadableImageException if the image cannot be read
    public PreparedImage prepare(ImageSource image) throws UnreadableImageException {
        return runner.prepare(image);
    }

    /// The embeddings `[N][P]` of images that [#prepare] of this model returned, each of length 1.
    public float[][] embedPrepared(List<PreparedImage> images) {
        return images.isEmpty() ? new float[0][] : thread.call(() -> runner.embedPrepared(images));
    }

    /// The embeddings `[M][P]` of texts, each of length 1. Texts that are too long for the model are
    /// truncated.
    public float[][] embedTexts(List<String> texts) {
        return texts.isEmpty() ? new float[0][] : thread.call(() -> runner.embedTexts(texts));
    }

    /// The embedding `[P]` of a text.
    public float[] embedText(String text) {
        return embedTexts(List.of(text))[0];
    }

    /// The cosine similarity of two embeddings of length 1.
    public static double cosine(float[] left, float[] right) {
        return Vectors.product(left, right);
    }

    /// The cosine similarities `[N][M]` of images and texts.
    ///
    /// @throws InvalidInputException if an image cannot be read; names it
    public float[][] similarity(List<Path> images, List<String> texts) {
        return Vectors.products(embedImages(images), embedTexts(texts));
    }

    /// The probability of each text, softmax over the texts of cosine divided by the model's
    /// temperature: `[M]`, sum 1.
    ///
    /// @throws InvalidInputException if the image cannot be read
    public float[] classify(Path image, List<String> texts) {
        return Vectors.softmax(similarity(List.of(image), texts)[0], runner.temperature());
    }

    /// A zero-shot classifier. Its probabilities are calibrated where the model is: see
    /// [LabelProbabilities].
    ///
    /// @param labels at least one
    /// @param templates prompts into which a label is inserted; the embeddings of the prompts of a
    ///     label are averaged
    /// @param other whether none of the labels may be right, which requires a calibrated model
    /// @throws InvalidInputException if there is no label, or two are equal, or `other` without a
    ///     calibration
    public Classifier classifier(List<String> labels, PromptTemplates templates, boolean other) {
        if (labels.isEmpty() || Set.copyOf(labels).size() < labels.size()) {
            throw new InvalidInputException("the labels must be different, and at least one: " + labels);
        }
        if (other && runner.calibration() == null) {
            throw new InvalidInputException(location + ": whether none of the labels is right cannot be said without a"
                    + " calibration; fit one with: diptych evaluate " + location + " --suite calibration --data D");
        }
        float[][] embeddings = thread.call(() -> runner.labelEmbeddings(labels, templates));
        return new Classifier(
                this::eachImage,
                List.copyOf(labels),
                embeddings,
                new LabelProbabilities(runner.temperature(), runner.calibration(), other));
    }

    /// The calibrated probability that an image and a text match, where non-matching pairs are random
    /// and as frequent as matching ones; empty where the model has no calibration (`evaluate
    /// --calibrate` fits one). It includes the matching head where the calibration does.
    ///
    /// @throws InvalidInputException if the image cannot be read
    public OptionalDouble matchProbability(Path image, String text) {
        Calibration calibration = runner.calibration();
        if (calibration == null) {
            return OptionalDouble.empty();
        }
        double cosine = similarity(List.of(image), List.of(text))[0][0];
        OptionalDouble matching =
                calibration.withMatching() == null ? OptionalDouble.empty() : matchingScore(image, text);
        return OptionalDouble.of(
                matching.isPresent()
                        ? calibration.probability(cosine, matching.getAsDouble())
                        : calibration.probability(cosine));
    }

    /// The log-odds that the matching head of the cross-attention fusion gives a pair; empty where the
    /// model has no fusion.
    ///
    /// @throws InvalidInputException if the image cannot be read
    public OptionalDouble matchingScore(Path image, String text) {
        if (!runner.hasMatchingHead()) {
            return OptionalDouble.empty();
        }
        double score = matchingScores(List.of(new FileImage(image)), text)[0];
        if (Double.isNaN(score)) {
            embedImage(image); // names the image and the reason
        }
        return OptionalDouble.of(score);
    }

    /// The location and the digest of this model, as an index records it. The first call reads all
    /// weights.
    public ModelReference reference() {
        ModelReference known = reference;
        if (known == null) {
            String stamp = ModelDigest.stamp(directory);
            known = new ModelReference(location, ModelDigest.of(directory), stamp);
            reference = known;
        }
        return known;
    }

    /// Checks that an index holds embeddings of this model. The weights are read only if their
    /// files have changed since the index was created, or are a copy.
    ///
    /// @throws InvalidInputException if it holds those of another model; names both
    public void requireSameModel(Index index) {
        ModelReference recorded = index.info().model();
        if (reference == null && recorded.hasStamp(ModelDigest.stamp(directory))) {
            reference = new ModelReference(location, recorded.digest(), recorded.stamp());
        }
        recorded.requireSame(reference(), index.directory().toString());
    }

    /// Copies what embeds texts into an index, so that the index can be moved and searched by
    /// texts without the directory of the model: text encoder, projection and tokenizer. An
    /// earlier copy is replaced.
    ///
    /// @throws InvalidInputException if the index belongs to another model
    /// @throws java.io.UncheckedIOException if the copy cannot be written
    public void copyTextEncoderTo(Index index) {
        requireSameModel(index);
        thread.call(() -> {
            runner.copyTextEncoder(copyIn(index), reference().digest());
            return true;
        });
    }

    /// Finds the items of an index that fit a query best.
    ///
    /// @throws InvalidInputException if the index belongs to another model or is empty, a filter names
    ///     an unknown field, the model knows no token of a text, an image of the query cannot be read,
    ///     or the query is to be ranked again but the model has no matching head or the query has no
    ///     text
    public SearchResult search(Index index, Query query) {
        return search(index, List.of(query)).getFirst();
    }

    /// Finds the items of an index for several queries in one pass, which is faster than one after
    /// another.
    ///
    /// @throws InvalidInputException as in [#search(Index, Query)]
    public List<SearchResult> search(Index index, List<Query> queries) {
        return new IndexSearch(this).search(index, queries);
    }

    /// Searches an index for every image of a data set and writes the nearest items as a Parquet
    /// file: see [dev.diptych.index.NeighbourTable] for its columns. The file is written
    /// atomically.
    ///
    /// @param limit number of items for each image, at least 1
    /// @param filters conditions that every item fulfils
    /// @param progress notified before each batch, on the thread of the model
    /// @throws InvalidInputException if the index belongs to another model or is empty, or a
    ///     filter names an unknown field
    /// @throws java.io.UncheckedIOException if the file cannot be written; an earlier one is
    ///     intact
    public NeighbourResult writeNeighbours(
            Index index,
            Pairs pairs,
            int limit,
            List<Filter> filters,
            Path file,
            ProgressListener progress,
            CancellationToken cancellation) {
        requireSameModel(index);
        return new NeighbourJob(index, limit, filters).write(this::eachImage, pairs, file, progress, cancellation);
    }

    private List<SkippedImages.Skipped> eachImage(
            Pairs pairs, Classifier.Embedded action, ProgressListener progress, CancellationToken cancellation) {
        return thread.call(() -> runner.eachImage(pairs, action, progress, cancellation));
    }

    /// Settings of a new index of this model's embeddings.
    public IndexSettings indexSettings(SearchKind kind) {
        return new IndexSettings(reference(), dimensions(), kind);
    }

    /// Embeds the images of a data set into an index, with their captions. Images whose names the
    /// index has already are left out, so that interrupted work is resumed by the same call. It
    /// commits now and then, and at the end.
    ///
    /// @throws InvalidInputException if the index belongs to another model, or another writer has
    ///     opened it
    public IndexingResult addTo(Index index, Pairs pairs) {
        return addTo(index, pairs, COMMITTED, ProgressListener.nobody(), new CancellationToken());
    }

    /// The same with progress, and a request to stop, after which the images embedded so far are
    /// committed.
    ///
    /// @param committed number of images between two commits
    /// @param progress notified before each batch, on the thread of the model
    public IndexingResult addTo(
            Index index, Pairs pairs, int committed, ProgressListener progress, CancellationToken cancellation) {
        requireSameModel(index);
        return thread.call(() -> runner.addTo(index, pairs, committed, progress, cancellation));
    }

    /// Estimates from the scores of queries how probable it is that an index has an item for a query,
    /// stores that with the index and commits. Queries with a fitting item are captions of the index.
    ///
    /// @param unanswerable texts that fit no item of the index, at least 20; empty to search for
    ///     captions as if no item had one of their words
    /// @param keep fraction of the queries with a fitting item that keep their answer, above 0 and
    ///     below 1: it sets the threshold
    /// @return empty if the index has too few captions to tell
    /// @throws InvalidInputException if the index belongs to another model or is empty, or there are
    ///     fewer than 20 texts
    public Optional<Answerability> fitAnswerability(Index index, List<String> unanswerable, double keep) {
        requireSameModel(index);
        if (!(keep > 0 && keep < 1)) {
            throw new InvalidInputException(
                    "the fraction of queries that keep their answer must be between 0 and 1, but is " + keep);
        }
        if (!unanswerable.isEmpty() && unanswerable.size() < AnswerabilityFit.FEWEST) {
            throw new InvalidInputException("at least " + AnswerabilityFit.FEWEST
                    + " texts that fit no item are needed, but there are " + unanswerable.size());
        }
        Optional<Answerability> fitted = new AnswerabilityFit(this, index).fit(unanswerable, keep);
        fitted.ifPresent(each -> {
            index.store(each);
            index.commit();
        });
        return fitted;
    }

    void requireKnownTokens(List<String> texts) {
        thread.call(() -> {
            runner.requireKnownTokens(texts);
            return true;
        });
    }

    /// NaN for images that cannot be read.
    double[] matchingScores(List<? extends ImageSource> images, String text) {
        return thread.call(() -> runner.matchingScores(images, text));
    }

    /// The log-odds that the matching head gives an image with each of several texts, `[M]`, in the
    /// order of the texts. The image is encoded once.
    ///
    /// @throws IllegalStateException if the model has no matching head; see [#hasMatchingHead]
    public double[] matchingScores(PreparedImage image, List<String> texts) {
        return thread.call(() -> runner.matchingScores(image, texts));
    }

    /// Whether the model has a cross-attention fusion with a matching head.
    public boolean hasMatchingHead() {
        return runner.hasMatchingHead();
    }

    /// The temperature by which [#classify] divides cosines.
    public double temperature() {
        return runner.temperature();
    }

    /// The calibration from scores to probabilities, if the model has one.
    public Optional<Calibration> calibration() {
        return Optional.ofNullable(runner.calibration());
    }

    /// The number of tokens of each text, `[M]`, special tokens included and after truncation. Runs on
    /// the calling thread.
    public int[] countTokens(List<String> texts) {
        return runner.countTokens(texts);
    }

    /// Evaluates the model on a data set: retrieval in both directions, consistency, matching and
    /// composition. The values have the names of `metrics.json`, such as `retrieval.text_to_image.r1`.
    ///
    /// @throws InvalidInputException if more images are unreadable than is permitted
    public Map<String, Double> evaluate(Pairs pairs) {
        return thread.call(() -> runner.evaluate(pairs));
    }

    /// Embeds the images and captions of a data set into a directory of files, or resumes a directory
    /// that an interrupted process began with the same model, data and options: see
    /// [dev.diptych.index.embeddings.EmbeddingDirectory]. Memory is bounded, whatever the size of the
    /// data set.
    ///
    /// @throws InvalidInputException if the directory contains other files or embeddings, if more
    ///     images are unreadable than the options permit, or if the data have no captions and the
    ///     options want them
    /// @throws java.io.UncheckedIOException if a file cannot be written; parts already written are
    ///     intact
    public EmbeddingResult writeEmbeddings(Pairs pairs, Path directory, EmbeddingOptions options) {
        return writeEmbeddings(pairs, directory, options, ProgressListener.nobody(), new CancellationToken());
    }

    /// The same with progress, and a request to stop: the items that are embedded by then are written.
    ///
    /// @param progress notified before each batch, on the thread of the model
    public EmbeddingResult writeEmbeddings(
            Pairs pairs,
            Path directory,
            EmbeddingOptions options,
            ProgressListener progress,
            CancellationToken cancellation) {
        ModelReference reference = reference();
        return thread.call(() -> runner.writeEmbeddings(reference, pairs, directory, options, progress, cancellation));
    }

    /// Audits a data set: which pairs do not match, duplicates, faulty captions and images.
    public Audit audit(Pairs pairs, AuditOptions options) {
        return thread.call(() -> runner.audit(pairs, options));
    }

    /// Serves the calls that wait, then frees the model's memory. A second call does nothing.
    @Override
    public void close() {
        thread.close(runner::close);
    }

    private static List<FileImage> files(List<Path> images) {
        return images.stream().map(FileImage::new).toList();
    }
}
