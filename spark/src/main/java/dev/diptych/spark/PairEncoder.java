package dev.diptych.spark;

import dev.diptych.base.ProgressListener;
import dev.diptych.data.Caption;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.ImagePreparation;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.batch.ModelInput;
import dev.diptych.data.batch.TextRows;
import dev.diptych.image.RgbImage;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.model.embed.EmbeddingEngine;
import dev.diptych.model.embed.EncoderOutput;
import dev.diptych.model.embed.MemorySink;
import dev.diptych.spark.internal.vectors.TaskThreads;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;

/// The encoders of a model in this process. Every task encodes on its own thread, with the cores
/// of a task. Thread-safe.
final class PairEncoder {

    private static final Map<String, PairEncoder> LOADED = new ConcurrentHashMap<>();
    private static final int BATCH = 64;

    // One thread prepares batches; every image may be unreadable.
    private static final LoaderSettings LOADING = new LoaderSettings(1, 1, 0, 1);

    private final ImageTextModel model;

    private PairEncoder(ImageTextModel model) {
        this.model = model;
    }

    /// @param model see [ExecutorModel#get]
    static PairEncoder get(String model) {
        TaskThreads.prepare();
        return LOADED.computeIfAbsent(model, name -> {
            try (var _ = TensorScope.open()) { // parameters belong to no scope
                return new PairEncoder(ModelDirectory.load(ExecutorModel.locate(name)));
            }
        });
    }

    /// Pooled features and embeddings.
    ///
    /// @param pooled `[N][D]`
    /// @param embeddings `[N][P]`
    @SuppressWarnings("ArrayRecordComponent") // read only
    record Encoded(float[][] pooled, float[][] embeddings) {}

    /// Resizes and crops a decoded image to the input of the model.
    RgbImage prepare(RgbImage image) {
        return model.processor().resizeAndCrop(image);
    }

    /// @param prepared by [#prepare]
    Encoded images(List<RgbImage> prepared) {
        if (prepared.isEmpty()) {
            return new Encoded(new float[0][], new float[0][]);
        }
        List<ImageItem> items = new ArrayList<>();
        for (RgbImage image : prepared) {
            items.add(new ImageItem(Integer.toString(items.size()), () -> image));
        }
        Pairs pairs = new Pairs(items, List.<Caption>of(), List.of());
        try (var _ = TensorScope.open()) {
            MemorySink sink = new MemorySink();
            ModelInput input = ModelInput.plain(
                    pairs, ImagePreparation.plain(model.processor().normalisationOnly()), model.textPreparation(), 0);
            engine().images(pairs, input, EnumSet.of(EncoderOutput.POOLED, EncoderOutput.EMBEDDING), sink);
            return encoded(sink);
        }
    }

    Encoded texts(List<String> texts) {
        if (texts.isEmpty()) {
            return new Encoded(new float[0][], new float[0][]);
        }
        try (var _ = TensorScope.open()) {
            MemorySink sink = new MemorySink();
            engine().texts(
                            "captions",
                            texts,
                            model.textPreparation(),
                            TextRows.NONE,
                            EnumSet.of(EncoderOutput.POOLED, EncoderOutput.EMBEDDING),
                            sink);
            return encoded(sink);
        }
    }

    private EmbeddingEngine engine() {
        return new EmbeddingEngine(model.encoder(), BATCH, LOADING, Precision.FP32, ProgressListener.nobody());
    }

    private static Encoded encoded(MemorySink sink) {
        return new Encoded(rows(sink.rows(EncoderOutput.POOLED)), rows(sink.rows(EncoderOutput.EMBEDDING)));
    }

    private static float[][] rows(Tensor matrix) {
        int width = (int) matrix.size(1);
        float[] values = Tensors.floats(matrix);
        float[][] rows = new float[(int) matrix.size(0)][width];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(values, row * width, rows[row], 0, width);
        }
        return rows;
    }
}
