package dev.diptych.train;

import dev.diptych.base.RandomKey;
import dev.diptych.data.Caption;
import dev.diptych.data.Pairs;
import dev.diptych.data.SwappedCaption;
import dev.diptych.data.batch.ImagePreparation;
import dev.diptych.data.batch.ImageRows;
import dev.diptych.data.batch.InputStage;
import dev.diptych.data.batch.ModelInput;
import dev.diptych.data.batch.TextPreparation;
import dev.diptych.data.batch.TextRows;
import dev.diptych.model.FrozenPrefix;
import dev.diptych.model.ImageTextModel;
import dev.diptych.train.internal.TrainingSetup;
import dev.diptych.train.internal.features.FeatureCache;
import dev.diptych.train.internal.features.FrozenText;
import dev.diptych.train.internal.features.FrozenVision;
import dev.diptych.train.internal.features.SharedRows;
import dev.diptych.train.recipe.CacheRecipe;
import dev.diptych.train.recipe.Recipe;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Inputs of the encoders of a run: pixels and tokens, or cached features of the frozen prefixes.
final class RunInputs {

    private final Recipe recipe;
    private final ImageTextModel model;
    private final SharedRows shared;
    private final IdentityHashMap<Pairs, ModelInput> evaluated = new IdentityHashMap<>();
    private final ModelInput training;

    private RunInputs(Recipe recipe, ImageTextModel model, SharedRows shared, ModelInput training) {
        this.recipe = recipe;
        this.model = model;
        this.shared = shared;
        this.training = training;
    }

    /// Computes the features of frozen prefixes, if the recipe enables the cache and they are not in it.
    ///
    /// @param model the model; its frozen parameters do not require gradients
    ///
    /// @param shared inputs shared with earlier runs of this process
    static RunInputs of(Recipe recipe, ImageTextModel model, TrainingData data, FeatureCache cache, SharedRows shared) {
        ModelInput plain = shared.plain(
                data.training(),
                TrainingSetup.preparation(recipe, model),
                TrainingSetup.tokens(recipe, model),
                TrainingSetup.loading(recipe).cacheBytes());
        if (!recipe.train().cache().enabled()) {
            return new RunInputs(recipe, model, shared, plain);
        }
        Frozen frozen = new Frozen(recipe, model, cache, shared);
        RunInputs inputs = new RunInputs(recipe, model, shared, frozen.training(data.training(), plain));
        inputs.evaluated.put(data.validation(), frozen.evaluation(data.validation()));
        return inputs;
    }

    ModelInput training() {
        return training;
    }

    /// Inputs for evaluation, without augmentation. Kept with decoded images across epochs.
    ModelInput evaluation(Pairs pairs) {
        return evaluated.computeIfAbsent(pairs, _ -> plain(recipe, model, pairs, shared));
    }

    private static ModelInput plain(Recipe recipe, ImageTextModel model, Pairs pairs, SharedRows shared) {
        return shared.plain(
                pairs,
                ImagePreparation.plain(model.processor()),
                model.textPreparation(),
                TrainingSetup.loading(recipe).cacheBytes());
    }

    /// The inputs from the cache.
    private record Frozen(Recipe recipe, ImageTextModel model, FeatureCache cache, SharedRows shared) {

        ModelInput training(Pairs pairs, ModelInput plain) {
            ImagePreparation preparation = TrainingSetup.preparation(recipe, model);
            Integer views = recipe.train().cache().views();
            Optional<ImageRows> images;
            if (preparation.augmentation() == null) {
                images = images(pairs, preparation, 1);
            } else if (views == null && imageStage().isPresent()) {
                cache.progress()
                        .say(
                                "frozen image encoder: computed in each epoch because train.augmentation changes the images;"
                                        + " set train.cache.views to use a number of fixed views per image");
                images = Optional.empty();
            } else {
                images = images(pairs, preparation, views == null ? 1 : views);
            }
            Stream<String> negatives = recipe.data().negativeCaptions() > 0
                    ? pairs.swapped().stream().map(SwappedCaption::negative)
                    : Stream.empty();
            return new ModelInput(
                    images.orElse(plain.images()), plain.tokens(), texts(pairs, negatives, plain.tokens()));
        }

        ModelInput evaluation(Pairs pairs) {
            ModelInput plain = plain(recipe, model, pairs, shared);
            return new ModelInput(
                    images(pairs, ImagePreparation.plain(model.processor()), 1).orElse(plain.images()),
                    plain.tokens(),
                    texts(pairs, Stream.empty(), plain.tokens()));
        }

        private Optional<InputStage> imageStage() {
            return cachedStage(model.encoder().vision().depth());
        }

        // Empty if nothing is frozen.
        private Optional<InputStage> cachedStage(FrozenPrefix prefix) {
            return Optional.of(prefix.latestStage(model.fusion() != null)).filter(stage -> stage != InputStage.RAW);
        }

        private Optional<ImageRows> images(Pairs pairs, ImagePreparation preparation, int views) {
            CacheRecipe settings = recipe.train().cache();
            return imageStage()
                    .flatMap(stage -> new FrozenVision(
                                    model.encoder(),
                                    stage,
                                    preparation,
                                    views,
                                    RandomKey.of(recipe.seed()).with("views"),
                                    recipe.train().precision(),
                                    settings.precision(),
                                    TrainingSetup.loading(recipe),
                                    model.textPreparation())
                            .rows(pairs, cache, shared));
        }

        private TextRows texts(Pairs pairs, Stream<String> more, TextPreparation tokens) {
            List<String> texts = Stream.concat(pairs.captions().stream().map(Caption::text), more)
                    .toList();
            return cachedStage(model.encoder().text().depth())
                    .flatMap(stage -> new FrozenText(
                                    model.encoder(),
                                    stage,
                                    tokens,
                                    recipe.train().precision(),
                                    recipe.train().cache().precision(),
                                    TrainingSetup.loading(recipe))
                            .rows(texts, cache, shared))
                    .orElse(TextRows.NONE);
        }
    }
}
