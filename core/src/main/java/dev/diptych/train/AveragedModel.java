package dev.diptych.train;

import dev.diptych.data.Batch;
import dev.diptych.model.DualEncoder;
import dev.diptych.objective.Features;
import dev.diptych.objective.MomentumFeatures;
import dev.diptych.recipe.SoftTargetsRecipe;
import dev.diptych.torch.FlatAverage;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.TensorSource;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// The exponential moving average of the model, and its embeddings of past batches: where soft targets come from (Li et
/// al., 2021, ALBEF). Owns the averaged parameters and the queues.
///
/// As there, average ← momentum · average + (1 − momentum) · model before each batch, and the share of the soft targets
/// grows over the first epoch. Other than there the average has no dropout, and the queues start empty instead of with
/// random embeddings.
final class AveragedModel {

    private static final String PARAMETERS = "average/";
    private static final String IMAGES = "queue/image/";
    private static final String TEXTS = "queue/text/";

    private final DualEncoder model;
    private final DualEncoder average;
    private final Encoder encoder;
    private final SoftTargetsRecipe settings;
    private final long rampSteps;
    private final FlatAverage parameters;
    private final EmbeddingQueue images;
    private final EmbeddingQueue texts;

    /// @param model whose parameters have been given to the optimizer
    /// @param average a copy of the model
    /// @param encoder of the copy
    /// @param rampSteps steps of an epoch
    /// @param imageCount images of the data set; a queue longer than that would hold some of them twice
    /// @param captionCount captions of the data set
    AveragedModel(
            DualEncoder model,
            DualEncoder average,
            Encoder encoder,
            SoftTargetsRecipe settings,
            long rampSteps,
            int imageCount,
            int captionCount) {
        this.model = model;
        this.average = average;
        this.encoder = encoder;
        this.settings = settings;
        this.rampSteps = rampSteps;
        parameters = new FlatAverage(trained(), model.parameters(), average.packedParameters());
        int width = model.config().projection();
        images = new EmbeddingQueue(Math.min(settings.queue(), imageCount), width);
        texts = new EmbeddingQueue(Math.min(settings.queue(), captionCount), width);
    }

    /// Follows the model one step, and adds to its features of a batch what the average makes of the same batch. They
    /// are good until [#remember].
    ///
    /// @param step of the whole run, from 0
    Features join(Features features, Batch batch, long step) {
        parameters.follow(1 - settings.momentum());
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled()) {
            Features averaged = encoder.encode(batch, features.key());
            return features.with(new MomentumFeatures(
                    scope.keep(averaged.image().detach()),
                    scope.keep(averaged.text().detach()),
                    batch.images(),
                    new MomentumFeatures.Past(
                            scope.keep(images.embeddings()),
                            images.images(),
                            scope.keep(texts.embeddings()),
                            texts.images(),
                            texts.groups()),
                    settings.share() * Math.min(1, (double) step / rampSteps)));
        }
    }

    /// Puts the average's embeddings of the batch in the queues, negatives aside.
    void remember(Features features) {
        MomentumFeatures averaged = features.momentum();
        if (averaged == null || settings.queue() == 0) {
            return;
        }
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

    // The others are the model's own.
    private SequencedMap<String, Tensor> trained() {
        SequencedMap<String, Tensor> own = model.parameters();
        SequencedMap<String, Tensor> trained = average.parameters();
        trained.entrySet().removeIf(entry -> entry.getValue() == own.get(entry.getKey()));
        return trained;
    }

    /// What a checkpoint holds; made in the scope that is open now.
    SequencedMap<String, Tensor> state() {
        SequencedMap<String, Tensor> state = new LinkedHashMap<>();
        trained().forEach((name, parameter) -> state.put(PARAMETERS + name, parameter));
        state.putAll(images.state(IMAGES));
        state.putAll(texts.state(TEXTS));
        return state;
    }

    /// Takes over the state of a checkpoint.
    void restore(TensorSource checkpoint) {
        trained().forEach((name, parameter) -> Operators.copyInPlace(parameter, checkpoint.tensor(PARAMETERS + name)));
        images.restore(checkpoint, IMAGES);
        texts.restore(checkpoint, TEXTS);
    }
}
