package dev.diptych;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.ProgressListener;
import dev.diptych.data.Caption;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.EvaluationLoader;
import dev.diptych.data.batch.ImagePreparation;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.batch.ModelInput;
import dev.diptych.data.batch.TextRows;
import dev.diptych.index.ModelReference;
import dev.diptych.index.embeddings.ClipRetrievalDirectory;
import dev.diptych.index.embeddings.EmbeddingKind;
import dev.diptych.index.embeddings.EmbeddingSettings;
import dev.diptych.index.embeddings.EmbeddingWriter;
import dev.diptych.index.embeddings.VectorPrecision;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.embed.EmbeddingEngine;
import dev.diptych.model.embed.EncoderOutput;
import dev.diptych.torch.Precision;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Embeds a data set into a directory, or resumes it. Runs on the thread of the model.
record EmbeddingJob(
        ImageTextModel model,
        ModelReference reference,
        Pairs pairs,
        EmbeddingOptions options,
        Precision computed,
        ProgressListener progress,
        BooleanSupplier stopRequested) {

    EmbeddingResult run(Path directory) {
        requireInput();
        return switch (options.layout()) {
            case PARQUET -> embed(directory, options.precision());
            case CLIP_RETRIEVAL -> {
                // clip-retrieval's files have no parts: the vectors are rounded once, when they are complete.
                Path parts = ClipRetrievalDirectory.prepare(directory);
                EmbeddingResult result = embed(parts, VectorPrecision.HALF);
                if (result.complete()) {
                    ClipRetrievalDirectory.complete(directory);
                }
                yield result;
            }
        };
    }

    private void requireInput() {
        int widest = model.encoder().config().projection();
        if (options.dimensions().orElse(1) > widest) {
            throw new InvalidInputException(
                    "--dimensions must be at most %d, the width of the embeddings of %s, but is %d"
                            .formatted(
                                    widest,
                                    reference.path(),
                                    options.dimensions().getAsInt()));
        }
        if (options.kinds().contains(EmbeddingKind.CAPTIONS) && pairs.captions().isEmpty()) {
            throw new InvalidInputException("the data have no captions; embed the images only, with --what images");
        }
    }

    private EmbeddingResult embed(Path directory, VectorPrecision precision) {
        int width = options.dimensions().orElse(model.encoder().config().projection());
        var settings = new EmbeddingSettings(
                reference,
                pairs.digest(),
                width,
                true,
                precision,
                computed.word(),
                options.batch(),
                pairs.metadataNames());
        try (EmbeddingWriter writer = EmbeddingWriter.open(directory, settings)) {
            boolean complete = true;
            for (EmbeddingKind kind : EnumSet.copyOf(options.kinds())) {
                complete = complete && embed(kind, writer, width);
            }
            return new EmbeddingResult(complete, writer.manifest());
        }
    }

    private boolean embed(EmbeddingKind kind, EmbeddingWriter writer, int width) {
        return switch (kind) {
            case IMAGES -> images(writer, width);
            case CAPTIONS -> captions(writer, width);
        };
    }

    private boolean images(EmbeddingWriter writer, int width) {
        int count = pairs.images().size();
        LoaderSettings loading = loading();
        ModelInput input =
                ModelInput.plain(pairs, ImagePreparation.plain(model.processor()), model.textPreparation(), 0);
        EvaluationLoader loader = new EvaluationLoader(pairs, input, loading);
        var rows = new EmbeddingPartSink.Images(pairs, loader.skipped(), options.unreadableShare());
        var sink = new EmbeddingPartSink(
                writer.set(EmbeddingKind.IMAGES, count), rows, options.batch(), options.itemsPerPart(width), width);
        var result = engine(loading).images(loader, count, EnumSet.of(EncoderOutput.EMBEDDING), sink);
        return sink.end(result.complete());
    }

    private boolean captions(EmbeddingWriter writer, int width) {
        List<String> texts = pairs.captions().stream().map(Caption::text).toList();
        var sink = new EmbeddingPartSink(
                writer.set(EmbeddingKind.CAPTIONS, texts.size()),
                new EmbeddingPartSink.Captions(pairs),
                options.batch(),
                options.itemsPerPart(width),
                width);
        var result = engine(loading())
                .texts(
                        "captions",
                        texts,
                        model.textPreparation(),
                        TextRows.NONE,
                        EnumSet.of(EncoderOutput.EMBEDDING),
                        sink);
        return sink.end(result.complete());
    }

    private LoaderSettings loading() {
        LoaderSettings defaults = LoaderSettings.defaults();
        return new LoaderSettings(defaults.threads(), defaults.ahead(), 0, options.unreadableShare());
    }

    private EmbeddingEngine engine(LoaderSettings loading) {
        return new EmbeddingEngine(model.encoder(), options.batch(), loading, computed, progress, stopRequested);
    }
}
