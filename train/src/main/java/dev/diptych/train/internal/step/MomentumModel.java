package dev.diptych.train.internal.step;

import dev.diptych.base.RandomKey;
import dev.diptych.data.batch.Batch;
import dev.diptych.model.DualEncoder;
import dev.diptych.torch.FlatAverage;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.TensorSource;
import dev.diptych.train.objective.Features;
import dev.diptych.train.objective.MomentumFeatures;
import dev.diptych.train.objective.TeacherRole;
import dev.diptych.train.recipe.objective.SoftTargetsRecipe;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Exponential moving average of the model and its embeddings of past batches, which provide soft targets (Li et al.,
/// 2021, ALBEF). Owns the averaged parameters and the queues.
///
/// As in the paper, average ← momentum · average + (1 − momentum) · model before each batch, and the share of the soft
/// targets increases during the first epoch. In contrast to it, the average has no dropout, and the queues are
/// initially empty instead of filled with random embeddings.
public final class MomentumModel implements Teacher<MomentumFeatures> {

    private static final String PARAMETERS = "average/";
    private static final String IMAGES = "queue/image/";
    private static final String TEXTS = "queue/text/";

    private final SequencedMap<String, Tensor> averages; // of trained parameters; frozen ones are shared with the model
    private final BatchEncoder encoder;
    private final SoftTargetsRecipe settings;
    private final long rampSteps;
    private final FlatAverage flat;
    private final EmbeddingQueue images;
    private final EmbeddingQueue texts;

    /// @param model the model, after its parameters have been passed to the optimizer
    /// @param average a copy of the model
    /// @param encoder encoder of the copy
    /// @param rampSteps number of steps per epoch
    /// @param imageCount number of images of the data set; a longer queue would contain some of them twice
    /// @param captionCount number of captions of the data set
    public MomentumModel(
            DualEncoder model,
            DualEncoder average,
            BatchEncoder encoder,
            SoftTargetsRecipe settings,
            long rampSteps,
            int imageCount,
            int captionCount) {
        this.averages = averages(model, average);
        this.encoder = encoder;
        this.settings = settings;
        this.rampSteps = rampSteps;
        this.flat = new FlatAverage(averages, model.parameters(), average.packedParameters());
        int width = model.config().projection();
        images = new EmbeddingQueue(Math.min(settings.queue(), imageCount), width);
        texts = new EmbeddingQueue(Math.min(settings.queue(), captionCount), width);
    }

    @SuppressWarnings("ReferenceEquality") // the tensor itself
    private static SequencedMap<String, Tensor> averages(DualEncoder model, DualEncoder average) {
        SequencedMap<String, Tensor> own = model.parameters();
        SequencedMap<String, Tensor> trained = average.parameters();
        trained.entrySet().removeIf(entry -> entry.getValue() == own.get(entry.getKey()));
        return trained;
    }

    @Override
    public TeacherRole<MomentumFeatures> role() {
        return TeacherRole.MOMENTUM;
    }

    /// Updates the average first.
    @Override
    public MomentumFeatures embed(Batch batch, RandomKey key, long step) {
        flat.follow(1 - settings.momentum());
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled();
                Encoding averaged = encoder.encode(batch, key)) {
            return new MomentumFeatures(
                    scope.keep(averaged.features().image().detach()),
                    scope.keep(averaged.features().text().detach()),
                    batch.images(),
                    new MomentumFeatures.Past(
                            scope.keep(images.embeddings()),
                            images.images(),
                            scope.keep(texts.embeddings()),
                            texts.images(),
                            texts.groups()),
                    settings.share() * Math.min(1, (double) step / rampSteps));
        }
    }

    /// Adds the momentum model's embeddings of the batch to the queues, except those of negatives.
    @Override
    public void afterUpdate(Features features) {
        if (settings.queue() == 0) {
            return;
        }
        MomentumFeatures averaged = features.teacher(TeacherRole.MOMENTUM);
        int[] numbers = averaged.images();
        images.add(averaged.image(), numbers, new int[numbers.length]);
        int[] imageOfText = features.pairing().imageOfText();
        int[] captionGroup = features.pairing().captionGroup();
        int[] captions = IntStream.range(0, imageOfText.length)
                .filter(text -> imageOfText[text] >= 0)
                .toArray();
        texts.add(
                Operators.select(averaged.text(), 0, Tensors.index(captions)),
                Arrays.stream(captions).map(text -> numbers[imageOfText[text]]).toArray(),
                Arrays.stream(captions).map(text -> captionGroup[text]).toArray());
    }

    @Override
    public SequencedMap<String, Tensor> state() {
        SequencedMap<String, Tensor> state = new LinkedHashMap<>();
        averages.forEach((name, average) -> state.put(PARAMETERS + name, average));
        state.putAll(images.state(IMAGES));
        state.putAll(texts.state(TEXTS));
        return state;
    }

    @Override
    public void restore(TensorSource checkpoint) {
        averages.forEach((name, average) -> Operators.copyInPlace(average, checkpoint.tensor(PARAMETERS + name)));
        images.restore(checkpoint, IMAGES);
        texts.restore(checkpoint, TEXTS);
    }
}
