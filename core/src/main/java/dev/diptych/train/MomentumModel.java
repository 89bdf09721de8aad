package dev.diptych.train;

import dev.diptych.data.Batch;
import dev.diptych.model.DualEncoder;
import dev.diptych.objective.Features;
import dev.diptych.objective.MomentumFeatures;
import dev.diptych.objective.TeacherRole;
import dev.diptych.recipe.SoftTargetsRecipe;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.RandomKey;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.TensorSource;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// The exponential moving average of the model, with its embeddings of past batches: the source of soft targets (Li et
/// al., 2021, ALBEF). Owns the averaged parameters and the queues.
///
/// As there, average ← momentum · average + (1 − momentum) · model before each batch, and the share of the soft targets
/// grows over the first epoch. Unlike there, the average has no dropout, and the queues start empty instead of with
/// random embeddings.
final class MomentumModel implements Teacher<MomentumFeatures> {

    /// A parameter that is trained and its average. Frozen parameters are shared with the model.
    private record Average(String name, Tensor average, Tensor current) {}

    private static final String PARAMETERS = "average/";
    private static final String IMAGES = "queue/image/";
    private static final String TEXTS = "queue/text/";

    private final List<Average> averages;
    private final BatchEncoder encoder;
    private final SoftTargetsRecipe settings;
    private final long rampSteps;
    private final EmbeddingQueue images;
    private final EmbeddingQueue texts;

    /// @param average a copy of the model
    /// @param encoder of the copy
    /// @param rampSteps steps of an epoch
    /// @param imageCount images of the data set; a queue longer than that would hold some of them twice
    /// @param captionCount captions of the data set
    MomentumModel(
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
        int width = model.config().projection();
        images = new EmbeddingQueue(Math.min(settings.queue(), imageCount), width);
        texts = new EmbeddingQueue(Math.min(settings.queue(), captionCount), width);
    }

    private static List<Average> averages(DualEncoder model, DualEncoder average) {
        SequencedMap<String, Tensor> own = model.parameters();
        List<Average> all = new ArrayList<>();
        average.parameters().forEach((name, parameter) -> {
            Tensor current = Objects.requireNonNull(own.get(name));
            if (parameter != current) {
                all.add(new Average(PARAMETERS + name, parameter, current));
            }
        });
        return List.copyOf(all);
    }

    @Override
    public TeacherRole<MomentumFeatures> role() {
        return TeacherRole.MOMENTUM;
    }

    /// Moves the average one step towards the model first.
    @Override
    public MomentumFeatures embed(Batch batch, RandomKey key, long step) {
        averages.forEach(each -> Operators.moveTowardsInPlace(each.average(), each.current(), 1 - settings.momentum()));
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

    /// Puts the average's embeddings of the batch in the queues, except those of negatives.
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
        averages.forEach(each -> state.put(each.name(), each.average()));
        state.putAll(images.state(IMAGES));
        state.putAll(texts.state(TEXTS));
        return state;
    }

    @Override
    public void restore(TensorSource checkpoint) {
        averages.forEach(each -> Operators.copyInPlace(each.average(), checkpoint.tensor(each.name())));
        images.restore(checkpoint, IMAGES);
        texts.restore(checkpoint, TEXTS);
    }
}
