package dev.diptych.evaluate;

import dev.diptych.base.ProgressListener;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.ImagePreparation;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.batch.ModelInput;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.model.ImageTextModel;
import dev.diptych.torch.Precision;
import java.util.IdentityHashMap;
import java.util.List;

/// Pixels and tokens of data sets, prepared for all models of the same shape: decoded images are reused by the next
/// model. Not thread-safe.
public final class PlainInputs {

    private final int batch;
    private final LoaderSettings loading;
    private final Precision precision;
    private final ProgressListener watch;
    private final IdentityHashMap<List<ImageItem>, ModelInput> known = new IdentityHashMap<>();

    /// @param batch number of images or texts encoded at a time
    public PlainInputs(int batch, LoaderSettings loading, Precision precision) {
        this(batch, loading, precision, ProgressListener.nobody());
    }

    /// @param batch number of images or texts encoded at a time
    /// @param watch notified before each batch
    public PlainInputs(int batch, LoaderSettings loading, Precision precision, ProgressListener watch) {
        this.batch = batch;
        this.loading = loading;
        this.precision = precision;
        this.watch = watch;
    }

    /// The embedder of a model.
    public Embedder embedder(ImageTextModel model) {
        return new Embedder(model, batch, loading, precision, pairs -> input(model, pairs), watch);
    }

    // Compared by identity: data sets share their immutable lists.
    private ModelInput input(ImageTextModel model, Pairs pairs) {
        return known.computeIfAbsent(
                pairs.images(),
                _ -> ModelInput.plain(
                        pairs,
                        ImagePreparation.plain(model.processor()),
                        model.textPreparation(),
                        loading.cacheBytes()));
    }
}
