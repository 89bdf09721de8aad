package dev.diptych.train;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import dev.diptych.hub.HubCache;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.model.BertConfig;
import dev.diptych.model.CrossAttentionFusion;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.FusionConfig;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.RandomModels;
import dev.diptych.model.SigmoidHead;
import dev.diptych.model.TextEncoder;
import dev.diptych.model.TextPooling;
import dev.diptych.model.VisionConfig;
import dev.diptych.model.VisionEncoder;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.model.checkpoint.PretrainedCheckpoint;
import dev.diptych.model.layer.Activation;
import dev.diptych.text.Tokenizer;
import dev.diptych.torch.Tensors;
import dev.diptych.train.internal.StartingTemperature;
import dev.diptych.train.internal.TrainingSetup;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.model.FusionRecipe;
import dev.diptych.train.recipe.model.ModelRecipe;
import dev.diptych.train.recipe.model.Pooling;
import dev.diptych.train.recipe.model.TextRecipe;
import dev.diptych.train.recipe.model.VisionActivation;
import dev.diptych.train.recipe.model.VisionRecipe;
import dev.diptych.train.recipe.objective.SigmoidRecipe;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Creates the starting model of a recipe: pretrained or randomly initialised encoders, projections and fusion. Only
/// the parameters that the recipe trains require gradients.
public final class StartingModel {

    private static final double RANDOM_DROPOUT = 0.1; // BERT's

    private final Recipe recipe;
    private final ModelRecipe model;
    private final Pairs training;
    private final Tokenizers tokenizers;
    private final RandomKey key;

    private StartingModel(Recipe recipe, Pairs training, Tokenizers tokenizers) {
        this.recipe = recipe;
        this.model = recipe.model();
        this.training = training;
        this.tokenizers = tokenizers;
        this.key = RandomKey.of(recipe.seed()).with("initial weights");
    }

    /// @param training data whose captions determine the vocabulary if no tokenizer is given
    /// @throws InvalidInputException if a directory does not contain the model that the recipe specifies
    public static ImageTextModel of(Recipe recipe, Pairs training) {
        return of(recipe, training, new Tokenizers());
    }

    /// @param tokenizers tokenizers of this process
    public static ImageTextModel of(Recipe recipe, Pairs training, Tokenizers tokenizers) {
        return new StartingModel(recipe, training, tokenizers).build();
    }

    private ImageTextModel build() {
        requireSupported(model.from());
        requireSupported(model.vision().from());
        requireSupported(model.text().from());
        Tokenizer tokenizer = tokenizer();
        DualEncoder encoder = encoder(tokenizer);
        StartingTemperature.apply(recipe, encoder);
        Path origin = tokenizerOrigin();
        ModelDirectory.requireFit(
                tokenizer, encoder.text().config(), origin == null ? Path.of("the built vocabulary") : origin);
        int longest = longestText(tokenizer, encoder);
        if (longest > encoder.text().config().longestText()) {
            throw new InvalidInputException("model.text.max_length " + longest + " exceeds the "
                    + encoder.text().config().longestText() + " positions of the text encoder; lower it");
        }
        ImageTextModel built =
                new ImageTextModel(encoder, fusion(encoder), sigmoid(), processor(encoder), tokenizer, longest);
        TrainingSetup.train(recipe, built);
        return built;
    }

    // First, so that a model of another family is named as that, and not by its tokenizer, which is another too.
    private static void requireSupported(@Nullable Path from) {
        if (from != null) {
            PretrainedCheckpoint.open(HubCache.locate(from));
        }
    }

    private int longestText(Tokenizer tokenizer, DualEncoder encoder) {
        Integer wanted = model.text().maxLength();
        if (wanted != null) {
            return wanted;
        }
        Path from = located(model.from() != null ? model.from() : model.text().from());
        int positions = encoder.text().config().longestText();
        return from == null
                ? Math.min(TextRecipe.DEFAULT_LENGTH, positions)
                : Math.min(
                        PretrainedCheckpoint.open(from).longestText(),
                        tokenizer.modelMaximumLength().orElse(positions));
    }

    private DualEncoder encoder(Tokenizer tokenizer) {
        Path from = located(model.from());
        if (from != null) {
            return PretrainedCheckpoint.open(from)
                    .dualEncoder(
                            model.vision().resolution(),
                            pooling(model.text().pooling()),
                            model.text().dropout());
        }
        return RandomModels.join(
                visionTower(model.vision()),
                textTower(model.text(), tokenizer),
                model.projection(),
                -Math.log(StartingTemperature.without(recipe)),
                key);
    }

    private VisionEncoder visionTower(VisionRecipe vision) {
        Path from = located(vision.from());
        if (from != null) {
            return PretrainedCheckpoint.open(from).visionEncoder(vision.resolution());
        }
        Integer resolution = vision.resolution();
        return RandomModels.visionEncoder(
                new VisionConfig(
                        resolution == null ? vision.imageSize() : resolution,
                        vision.patchSize(),
                        vision.hiddenSize(),
                        vision.layers(),
                        vision.heads(),
                        vision.intermediateSize(),
                        activation(vision.activation()),
                        1e-5),
                key);
    }

    private TextEncoder textTower(TextRecipe text, Tokenizer tokenizer) {
        Path from = located(text.from());
        if (from != null) {
            return PretrainedCheckpoint.open(from).textEncoder(pooling(text.pooling()), text.dropout());
        }
        TextPooling pooling = pooling(text.pooling());
        double dropout = text.dropout() == null ? RANDOM_DROPOUT : text.dropout();
        return RandomModels.textEncoder(
                new BertConfig(
                        tokenizer.vocabularySize(),
                        text.hiddenSize(),
                        text.layers(),
                        text.heads(),
                        text.intermediateSize(),
                        text.maxPositions(),
                        2,
                        tokenizer.padId(),
                        Activation.GELU,
                        1e-12,
                        dropout,
                        dropout,
                        text.initializerRange(),
                        pooling == null ? TextPooling.POOLER : pooling),
                key);
    }

    private @Nullable CrossAttentionFusion fusion(DualEncoder encoder) {
        FusionRecipe fusion = model.fusion();
        Path from = located(model.from());
        CrossAttentionFusion held = from == null ? null : ModelDirectory.fusion(from, encoder);
        if (held != null || !fusion.enabled()) {
            return fusion.enabled() ? held : null;
        }
        int textWidth = encoder.text().config().hiddenSize();
        return RandomModels.fusion(
                new FusionConfig(
                        encoder.vision().config().hiddenSize(), textWidth, textWidth, fusion.heads(), fusion.dropout()),
                key);
    }

    private @Nullable SigmoidHead sigmoid() {
        SigmoidRecipe sigmoid = recipe.objective().sigmoid();
        if (sigmoid.weight() == 0) {
            return null;
        }
        Path from = located(model.from());
        SigmoidHead held = from == null ? null : ModelDirectory.sigmoid(from);
        Double temperature = sigmoid.temperature();
        Double bias = sigmoid.bias();
        double heldTemperature = held == null ? 0.1 : held.temperature();
        double heldBias = held == null ? priorLogit() : Tensors.item(held.bias());
        return RandomModels.sigmoidHead(
                -Math.log(temperature == null ? heldTemperature : temperature), bias == null ? heldBias : bias);
    }

    // The log-odds that a text of a batch matches a given image: 1 to M - 1 (Zhai et al., 2023, section 3.2, with
    // M =
    // 32,768, rounded to -10).
    private double priorLogit() {
        return -Math.log(Math.max(1, TrainingSetup.textsOfBatch(recipe, training) - 1));
    }

    private ImageProcessor processor(DualEncoder encoder) {
        int size = encoder.vision().config().imageSize();
        Path from = located(model.from() == null ? model.vision().from() : model.from());
        if (from == null) {
            return ImageProcessor.clip(size);
        }
        ImageProcessor own = ModelDirectory.processor(from);
        return own.height() == size && own.width() == size ? own : own.withSize(size);
    }

    private Tokenizer tokenizer() {
        Path origin = tokenizerOrigin();
        return origin != null
                ? tokenizers.read(origin)
                : tokenizers.built(training, model.text().vocabulary().size());
    }

    private @Nullable Path tokenizerOrigin() {
        Path own = model.text().vocabulary().from();
        if (own != null) {
            return located(own);
        }
        return located(model.from() != null ? model.from() : model.text().from());
    }

    private static @Nullable Path located(@Nullable Path from) {
        return from == null ? null : HubCache.locate(from);
    }

    private static @Nullable TextPooling pooling(Pooling pooling) {
        return switch (pooling) {
            case AUTO -> null;
            case POOLER -> TextPooling.POOLER;
            case FIRST -> TextPooling.FIRST;
            case MEAN -> TextPooling.MEAN;
        };
    }

    private static Activation activation(VisionActivation activation) {
        return switch (activation) {
            case QUICK_GELU -> Activation.QUICK_GELU;
            case GELU -> Activation.GELU;
        };
    }
}
