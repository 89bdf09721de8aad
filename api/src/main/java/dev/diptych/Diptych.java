package dev.diptych;

import dev.diptych.base.CancellationToken;
import dev.diptych.base.InvalidInputException;
import dev.diptych.base.ProgressListener;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageSource;
import dev.diptych.data.Pairs;
import dev.diptych.evaluate.audit.Audit;
import dev.diptych.evaluate.audit.AuditOptions;
import dev.diptych.evaluate.classification.LabelProbabilities;
import dev.diptych.evaluate.classification.PromptTemplates;
import dev.diptych.hub.HubCache;
import dev.diptych.index.embeddings.ModelReference;
import dev.diptych.model.Calibration;
import dev.diptych.model.checkpoint.ModelDigest;
import dev.diptych.torch.NativeLibraries;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/// A trained image-text model: embeds images and texts, scores pairs, classifies, evaluates and audits data sets.
///
/// ```java
/// try (Diptych model = Diptych.load("runs/first/model")) {
///     float[][] images = model.embedImages(paths);                     // [N][P], unit length
///     float[][] texts = model.embedTexts(List.of("a dog on a beach")); // [M][P]
/// }
/// ```
///
/// Safe for concurrent use: the model runs on a thread of its own and serves one call after another. Callers may be
/// virtual threads. Native memory is freed by [#close]. Loading applies the settings of [NativeLibraries].
public final class Diptych implements AutoCloseable {

    private final ModelThread thread = new ModelThread("diptych-model");
    private final ModelRunner runner;
    private final String name;
    private final Path directory;

    private Diptych(String name, Path directory) {
        this.name = name;
        this.directory = directory;
        try {
            this.runner = thread.call(() -> ModelRunner.load(directory));
        } catch (RuntimeException | Error failure) {
            thread.close();
            throw failure;
        }
    }

    /// Loads a model for use on this machine, in float32.
    ///
    /// @param model a model directory such as `runs/first/model`, or the name of a model that was pulled
    ///     from the hub, such as `openai/clip-vit-base-patch32`
    /// @throws InvalidInputException if the model does not exist or its files are not valid
    public static Diptych load(String model) {
        return load(Path.of(model));
    }

    /// Loads the model of a directory.
    ///
    /// @throws InvalidInputException if the model does not exist or its files are not valid
    public static Diptych load(Path model) {
        NativeLibraries.prepare();
        return new Diptych(model.toString(), HubCache.locate(model));
    }

    /// The model by the path or name that was given, and a digest of the files that determine its
    /// embeddings. Reads the weights, about a second per gigabyte.
    public ModelReference reference() {
        return new ModelReference(name, ModelDigest.of(directory));
    }

    /// The width P of an embedding.
    public int dimensions() {
        return runner.dimensions();
    }

    /// The embeddings `[N][P]` of image files, each of length 1.
    ///
    /// @throws InvalidInputException if an image cannot be read; names it
    public float[][] embedImages(List<Path> images) {
        return embed(files(images));
    }

    /// The embeddings of image files; rows of unreadable images are zero, and `unreadable` receives each.
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

    /// The embeddings of images from anywhere; rows of unreadable images are zero, and `unreadable` receives each.
    public float[][] embed(List<? extends ImageSource> images, UnreadableImages unreadable) {
        if (images.isEmpty()) {
            return new float[0][];
        }
        ModelRunner.Images embedded = thread.call(() -> runner.embedImages(images));
        embedded.unreadable().forEach(unreadable::accept);
        return embedded.embeddings();
    }

    /// The embeddings `[M][P]` of texts, each of length 1. Texts that are too long for the model are truncated.
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

    /// The probability of each text, softmax over the texts of cosine divided by the model's temperature: `[M]`,
    /// sum 1.
    ///
    /// @throws InvalidInputException if the image cannot be read
    public float[] classify(Path image, List<String> texts) {
        return Vectors.softmax(similarity(List.of(image), texts)[0], runner.temperature());
    }

    /// A zero-shot classifier. Its probabilities are calibrated where the model is: see
    /// [LabelProbabilities].
    ///
    /// @param labels at least one
    /// @param templates prompts into which a label is inserted; the embeddings of the prompts of a label
    ///     are averaged
    /// @param other whether none of the labels may be right, which requires a calibrated model
    /// @throws InvalidInputException if there is no label, or two are equal, or `other` without a
    ///     calibration
    public Classifier classifier(List<String> labels, PromptTemplates templates, boolean other) {
        if (labels.isEmpty() || Set.copyOf(labels).size() < labels.size()) {
            throw new InvalidInputException("the labels must be different, and at least one: " + labels);
        }
        if (other && runner.calibration() == null) {
            throw new InvalidInputException(name + ": whether none of the labels is right cannot be said without a"
                    + " calibration; fit one with: diptych evaluate " + name + " --suite calibration --data D");
        }
        float[][] embeddings = thread.call(() -> runner.labelEmbeddings(labels, templates));
        return new Classifier(
                (pairs, action, progress, cancellation) ->
                        thread.call(() -> runner.eachImage(pairs, action, progress, cancellation)),
                List.copyOf(labels),
                embeddings,
                new LabelProbabilities(runner.temperature(), runner.calibration(), other));
    }

    /// The calibrated probability that an image and a text match, where non-matching pairs are random and as
    /// frequent
    /// as
    /// matching ones; empty where the model has no calibration (`evaluate --calibrate` fits one). It includes the
    /// matching head where the calibration does.
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

    /// The log-odds that the matching head of the cross-attention fusion gives a pair; empty where the model has
    /// no
    /// fusion.
    ///
    /// @throws InvalidInputException if the image cannot be read
    public OptionalDouble matchingScore(Path image, String text) {
        return thread.call(() -> runner.matchingScore(new FileImage(image), text));
    }

    /// Evaluates the model on a data set: retrieval in both directions, consistency, matching and composition. The
    /// values
    /// have the names of `metrics.json`, such as `retrieval.text_to_image.r1`.
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
    /// @throws InvalidInputException if the directory contains other files or embeddings, if more images
    ///     are unreadable than the options permit, or if the data have no captions and the options want
    ///     them
    /// @throws java.io.UncheckedIOException if a file cannot be written; parts already written are intact
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
