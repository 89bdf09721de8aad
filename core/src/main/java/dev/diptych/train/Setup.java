package dev.diptych.train;

import dev.diptych.InvalidInputException;
import dev.diptych.data.BatchLoader;
import dev.diptych.data.BatchOrder;
import dev.diptych.data.CaptionChoice;
import dev.diptych.data.ImagePreparation;
import dev.diptych.data.LoaderSettings;
import dev.diptych.data.ModelInput;
import dev.diptych.data.Pairs;
import dev.diptych.data.TextPreparation;
import dev.diptych.image.TrainingAugmentation;
import dev.diptych.model.CrossAttentionFusion;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.SigmoidHead;
import dev.diptych.recipe.AugmentationRecipe;
import dev.diptych.recipe.ModelPart;
import dev.diptych.recipe.Recipe;
import dev.diptych.recipe.SoftTargetsRecipe;
import dev.diptych.recipe.TrainRecipe;
import dev.diptych.torch.RandomKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// From a recipe to the parts of a training run.
final class Setup {

    private Setup() {}

    /// The step of a run of `totalSteps`.
    static TrainingStep step(
            Recipe recipe,
            ImageTextModel model,
            Optimizer optimizer,
            @Nullable AveragedModel average,
            @Nullable StartingCopy start,
            long totalSteps) {
        TrainRecipe train = recipe.train();
        return new TrainingStep(
                new Encoder(model.encoder(), recipe.objective().matchingWeight() > 0, train.precision(), train.chunk()),
                Objectives.of(recipe, model),
                optimizer,
                new LearningRateSchedule(train.schedule(), train.warmup().steps(totalSteps), totalSteps),
                model.encoder(),
                recipe.objective().learnTemperature(),
                average,
                start,
                RandomKey.of(recipe.seed()).with("training"));
    }

    /// The average that gives soft targets, where the recipe asks for them; call it after [#optimizer].
    static @Nullable AveragedModel average(Recipe recipe, DualEncoder encoder, Pairs training, int stepsOfEpoch) {
        SoftTargetsRecipe settings = recipe.objective().softTargets();
        if (settings.weight() == 0) {
            return null;
        }
        TrainRecipe train = recipe.train();
        DualEncoder average = encoder.copyOfTrained(
                train.trainable().vision(), train.trainable().text());
        return new AveragedModel(
                encoder,
                average,
                new Encoder(average, false, train.precision(), train.chunk()),
                settings,
                stepsOfEpoch,
                training.images().size(),
                training.captions().size());
    }

    /// The starting model, where the recipe holds embeddings near to its; call it before the first step.
    static @Nullable StartingCopy start(Recipe recipe, DualEncoder encoder) {
        if (recipe.objective().anchorWeight() == 0) {
            return null;
        }
        TrainRecipe train = recipe.train();
        DualEncoder copy = encoder.copyOfTrained(
                train.trainable().vision(), train.trainable().text());
        return new StartingCopy(encoder, copy, new Encoder(copy, false, train.precision(), train.chunk()));
    }

    /// The training batches, with pixels and tokens for the towers to start from.
    static BatchLoader loader(Recipe recipe, ImageTextModel model, Pairs training) {
        return loader(recipe, training, plainInput(recipe, model, training));
    }

    static BatchLoader loader(Recipe recipe, Pairs training, ModelInput input) {
        TrainRecipe train = recipe.train();
        CaptionChoice captions = switch (recipe.data().captionsPerImage()) {
            case ONE -> CaptionChoice.onePerImage();
            case ALL -> CaptionChoice.every();
        };
        return new BatchLoader(
                training,
                new BatchOrder(training, train.batch(), captions, false, recipe.seed()),
                input,
                negativeCaptions(recipe, training),
                loading(recipe),
                recipe.seed());
    }

    /// Pixels, augmented where the recipe says so, and tokens.
    static ModelInput plainInput(Recipe recipe, ImageTextModel model, Pairs training) {
        return ModelInput.plain(
                training,
                preparation(recipe, model),
                tokens(recipe, model),
                loading(recipe).cacheBytes());
    }

    static ImagePreparation preparation(Recipe recipe, ImageTextModel model) {
        return new ImagePreparation(
                model.processor(),
                augmentation(recipe.train().augmentation()),
                recipe.data().reducedDecoding());
    }

    static TextPreparation tokens(Recipe recipe, ImageTextModel model) {
        return new TextPreparation(
                model.tokenizer(), model.longestText(), recipe.model().text().tokenPadding());
    }

    /// How many untrue captions an image has in its batch.
    static int negativeCaptions(Recipe recipe, Pairs training) {
        int wanted = recipe.data().negativeCaptions();
        if (wanted > 0 && training.swapped().isEmpty()) {
            throw new InvalidInputException("data.negative_captions is " + wanted + ", but "
                    + String.join(", ", recipe.data().train())
                    + switch (recipe.data().negativesFrom()) {
                        case SWAPPED ->
                            " has no swapped.csv (image,caption,negative,kind) to take them from; add one, set"
                                    + " data.negatives_from to rules, or set data.negative_captions to 0";
                        case RULES ->
                            " has no caption that the rules (for English) can make untrue; add a swapped.csv or set"
                                    + " data.negative_captions to 0";
                    });
        }
        return wanted;
    }

    static LoaderSettings loading(Recipe recipe) {
        LoaderSettings defaults = LoaderSettings.defaults();
        return new LoaderSettings(
                recipe.data().workers(),
                defaults.ahead(),
                defaults.cacheBytes(),
                recipe.data().unreadableShare());
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

    /// What is trained, part by part, with the part's learning rate.
    static Optimizer optimizer(Recipe recipe, ImageTextModel model) {
        train(recipe, model);
        TrainRecipe train = recipe.train();
        DualEncoder encoder = model.encoder();
        Map<ModelPart, Map<String, Tensor>> parts = new LinkedHashMap<>();
        encoder.parameters().forEach((name, parameter) -> {
            if (parameter.requires_grad()) {
                parts.computeIfAbsent(partOf(name), _ -> new LinkedHashMap<>()).put("model/" + name, parameter);
            }
        });
        CrossAttentionFusion fusion = model.fusion();
        if (fusion != null) {
            Map<String, Tensor> own = new LinkedHashMap<>();
            fusion.parameters().forEach((name, parameter) -> {
                parameter.requires_grad_(true);
                own.put("fusion/" + name, parameter);
            });
            parts.put(ModelPart.FUSION, own);
        }
        SigmoidHead sigmoid = model.sigmoid();
        if (sigmoid != null) {
            sigmoid.parameters().forEach((name, parameter) -> {
                parameter.requires_grad_(true);
                parts.computeIfAbsent(ModelPart.SCALE, _ -> new LinkedHashMap<>())
                        .put("sigmoid/" + name, parameter);
            });
        }
        List<Optimizer.Group> groups = new ArrayList<>();
        parts.forEach((part, parameters) -> groups.addAll(
                Optimizer.Group.byDimension(parameters, train.learningRateOf(part), train.weightDecay())));
        return new Optimizer(groups, encoder.packedParameters(), train.betas(), train.epsilon(), train.clipNorm());
    }

    /// Tells the towers what of them is trained.
    static void train(Recipe recipe, ImageTextModel model) {
        model.encoder()
                .train(
                        recipe.train().trainable().vision(),
                        recipe.train().trainable().text(),
                        recipe.objective().learnTemperature());
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
