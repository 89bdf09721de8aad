package dev.diptych.train.internal;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.BatchLoader;
import dev.diptych.data.batch.ImagePreparation;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.batch.ModelInput;
import dev.diptych.data.batch.TextPreparation;
import dev.diptych.data.order.BatchOrder;
import dev.diptych.data.order.CaptionOrder;
import dev.diptych.image.process.TrainingAugmentation;
import dev.diptych.model.CrossAttentionFusion;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.SigmoidHead;
import dev.diptych.train.internal.step.BatchEncoder;
import dev.diptych.train.internal.step.LearningRateSchedule;
import dev.diptych.train.internal.step.MomentumModel;
import dev.diptych.train.internal.step.Optimizer;
import dev.diptych.train.internal.step.ReferenceModel;
import dev.diptych.train.internal.step.Teacher;
import dev.diptych.train.internal.step.TrainingStep;
import dev.diptych.train.objective.Objective;
import dev.diptych.train.recipe.AugmentationRecipe;
import dev.diptych.train.recipe.ModelPart;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.TrainRecipe;
import dev.diptych.train.recipe.objective.SoftTargetsRecipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Creates the components of a training run from a recipe.
public final class TrainingSetup {

    // If a batch is too large to be encoded at once, a second one is too large to be prefetched, and most images are
    // too large to be kept for later epochs.
    private static final long AHEAD_IN_CHUNKS = 1L << 27;
    private static final long CACHE_IN_CHUNKS = 1L << 28;

    private TrainingSetup() {}

    /// The training step of a run with `totalSteps` steps.
    public static TrainingStep step(
            Recipe recipe,
            DualEncoder encoder,
            Objective objective,
            Optimizer optimizer,
            List<Teacher<?>> teachers,
            long totalSteps) {
        TrainRecipe train = recipe.train();
        return new TrainingStep(
                new BatchEncoder(encoder, recipe.objective().matchingWeight() > 0, train.precision(), train.chunk()),
                objective,
                optimizer,
                new LearningRateSchedule(train.schedule(), train.warmup().steps(totalSteps), totalSteps),
                encoder,
                recipe.objective().learnTemperature(),
                teachers,
                RandomKey.of(recipe.seed()).with("training"));
    }

    /// The teachers that the objectives of the recipe require; call after [#optimizer] and before the first step.
    public static List<Teacher<?>> teachers(Recipe recipe, DualEncoder encoder, Pairs training, int stepsOfEpoch) {
        List<Teacher<?>> teachers = new ArrayList<>();
        SoftTargetsRecipe soft = recipe.objective().softTargets();
        if (soft.weight() > 0) {
            DualEncoder average = copy(recipe, encoder);
            teachers.add(new MomentumModel(
                    encoder,
                    average,
                    withoutTokens(recipe, average),
                    soft,
                    stepsOfEpoch,
                    training.images().size(),
                    training.captions().size()));
        }
        if (recipe.objective().anchorWeight() > 0) {
            DualEncoder start = copy(recipe, encoder);
            teachers.add(new ReferenceModel(encoder, start, withoutTokens(recipe, start)));
        }
        return List.copyOf(teachers);
    }

    private static DualEncoder copy(Recipe recipe, DualEncoder encoder) {
        return encoder.copyOfTrained(
                recipe.train().trainable().vision(), recipe.train().trainable().text());
    }

    private static BatchEncoder withoutTokens(Recipe recipe, DualEncoder encoder) {
        return new BatchEncoder(
                encoder, false, recipe.train().precision(), recipe.train().chunk());
    }

    /// The training batches, with pixels and tokens.
    public static BatchLoader loader(Recipe recipe, ImageTextModel model, Pairs training) {
        return loader(recipe, training, plainInput(recipe, model, training));
    }

    public static BatchLoader loader(Recipe recipe, Pairs training, ModelInput input) {
        TrainRecipe train = recipe.train();
        CaptionOrder captions = switch (recipe.data().captionsPerImage()) {
            case ONE -> CaptionOrder.onePerImage();
            case ALL -> CaptionOrder.every();
        };
        return new BatchLoader(
                training,
                new BatchOrder(training, train.batch(), captions, false, recipe.seed()),
                input,
                negativeCaptions(recipe, training),
                loading(recipe),
                recipe.seed());
    }

    /// Pixels, with the augmentation of the recipe, and tokens.
    public static ModelInput plainInput(Recipe recipe, ImageTextModel model, Pairs training) {
        return ModelInput.plain(
                training,
                preparation(recipe, model),
                tokens(recipe, model),
                loading(recipe).cacheBytes());
    }

    public static ImagePreparation preparation(Recipe recipe, ImageTextModel model) {
        return new ImagePreparation(
                model.processor(),
                augmentation(recipe.train().augmentation()),
                recipe.data().reducedDecoding());
    }

    public static TextPreparation tokens(Recipe recipe, ImageTextModel model) {
        return new TextPreparation(
                model.tokenizer(), model.longestText(), recipe.model().text().tokenPadding(model.longestText()));
    }

    /// The number of hard negative captions per image in a batch.
    public static int negativeCaptions(Recipe recipe, Pairs training) {
        int wanted = recipe.data().negativeCaptions();
        if (wanted > 0 && training.swapped().isEmpty()) {
            throw new InvalidInputException("data.negative_captions is " + wanted + ", but "
                    + String.join(", ", recipe.data().train())
                    + switch (recipe.data().negativesFrom()) {
                        case SWAPPED ->
                            " has no swapped.csv (image,caption,negative,kind) with hard negative captions; add one, set"
                                    + " data.negatives_from to rules, or set data.negative_captions to 0";
                        case RULES ->
                            " has no captions to which the rules (for English) apply; add a swapped.csv or set"
                                    + " data.negative_captions to 0";
                    });
        }
        return wanted;
    }

    /// The mean number of texts in a training batch, which is the number of pairs per image in a loss over
    /// all pairs: captions and hard negative captions.
    public static double textsOfBatch(Recipe recipe, Pairs training) {
        int wanted = negativeCaptions(recipe, training);
        double shown = 0;
        double negatives = 0;
        for (int image = 0; image < training.images().size(); image++) {
            int captions = training.captionCountOf(image);
            int visits = switch (recipe.data().captionsPerImage()) {
                case ONE -> Math.min(1, captions);
                case ALL -> captions;
            };
            shown += visits;
            negatives += (double) visits * Math.min(wanted, training.swappedOf(image).length);
        }
        return recipe.train().batch() * (1 + negatives / Math.max(1, shown));
    }

    public static LoaderSettings loading(Recipe recipe) {
        LoaderSettings defaults = LoaderSettings.defaults();
        boolean chunked = recipe.train().chunk() != null; // a batch that is too large for the memory
        return new LoaderSettings(
                recipe.data().workers(),
                defaults.ahead(),
                chunked ? Math.min(CACHE_IN_CHUNKS, defaults.cacheBytes()) : defaults.cacheBytes(),
                recipe.data().unreadableShare(),
                chunked ? AHEAD_IN_CHUNKS : LoaderSettings.UNLIMITED);
    }

    private static @Nullable TrainingAugmentation augmentation(AugmentationRecipe recipe) {
        AugmentationRecipe.CropScale crop = recipe.randomResizedCrop();
        if (crop == null && recipe.flip() == 0) {
            return null;
        }
        return crop == null
                ? new TrainingAugmentation(null, recipe.flip())
                : new TrainingAugmentation(crop.low(), crop.high(), 3.0 / 4, 4.0 / 3, recipe.flip());
    }

    /// The trained parameters by part, with the learning rate of the part: parameters of the model that require
    /// gradients, and those of the objective.
    public static Optimizer optimizer(Recipe recipe, DualEncoder encoder, Objective objective) {
        TrainRecipe train = recipe.train();
        Map<ModelPart, Map<String, Tensor>> parts = new LinkedHashMap<>();
        encoder.parameters().forEach((name, parameter) -> {
            if (parameter.requires_grad()) {
                parts.computeIfAbsent(partOf(name), _ -> new LinkedHashMap<>()).put("model/" + name, parameter);
            }
        });
        objective
                .parameters()
                .forEach((name, parameter) -> parts.computeIfAbsent(
                                name.startsWith("fusion/") ? ModelPart.FUSION : ModelPart.SCALE,
                                _ -> new LinkedHashMap<>())
                        .put(name, parameter));
        List<Optimizer.Group> groups = new ArrayList<>();
        parts.forEach((part, parameters) -> groups.addAll(
                Optimizer.Group.byDimension(parameters, train.learningRateOf(part), train.weightDecay())));
        return new Optimizer(groups, encoder.packedParameters(), train.betas(), train.epsilon(), train.clipNorm());
    }

    /// Sets which parameters of a model require gradients; the only place that does so.
    public static void train(Recipe recipe, ImageTextModel model) {
        model.encoder()
                .train(
                        recipe.train().trainable().vision(),
                        recipe.train().trainable().text(),
                        recipe.objective().learnTemperature());
        CrossAttentionFusion fusion = model.fusion();
        if (fusion != null) {
            fusion.parameters().values().forEach(parameter -> parameter.requires_grad_(true));
        }
        SigmoidHead sigmoid = model.sigmoid();
        if (sigmoid != null) {
            sigmoid.parameters().values().forEach(parameter -> parameter.requires_grad_(true));
        }
    }

    private static ModelPart partOf(String name) {
        if (name.startsWith("vision_model.")) {
            return ModelPart.VISION;
        }
        if (name.startsWith("text_model.")) {
            return ModelPart.TEXT;
        }
        return name.equals("logit_scale") ? ModelPart.SCALE : ModelPart.PROJECTIONS;
    }
}
