package dev.diptych.evaluate.retrieval;

import dev.diptych.base.RandomKey;
import dev.diptych.data.Caption;
import dev.diptych.data.Pairs;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.model.BertConfig;
import dev.diptych.model.FusionConfig;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.RandomModels;
import dev.diptych.model.TextPooling;
import dev.diptych.model.VisionConfig;
import dev.diptych.model.layer.Activation;
import dev.diptych.text.BertNormalization;
import dev.diptych.text.BertTokenizer;
import dev.diptych.text.WordPieceTrainer;
import java.util.List;

/// A random model with a fusion, and scenes for it.
public final class SmallModel {

    private static final RandomKey KEY = RandomKey.of(21);

    private SmallModel() {}

    /// Scenes of 16 pixels with 3 captions each.
    public static Pairs scenes(int count) {
        return Scenes.generate(new SceneOptions(5, count, 0, 0, 16, 3, 0.5))
                .training()
                .pairs();
    }

    /// A model whose vocabulary is that of the captions.
    public static ImageTextModel of(Pairs pairs) {
        List<String> corpus = pairs.captions().stream().map(Caption::text).toList();
        var tokenizer = BertTokenizer.of(WordPieceTrainer.build(corpus, 300, true), BertNormalization.uncased());
        var vision =
                RandomModels.visionEncoder(new VisionConfig(16, 8, 16, 2, 2, 32, Activation.QUICK_GELU, 1e-5), KEY);
        var text = RandomModels.textEncoder(
                new BertConfig(300, 16, 2, 2, 32, 32, 2, 0, Activation.GELU, 1e-12, 0, 0, 0.5, TextPooling.POOLER),
                KEY);
        return new ImageTextModel(
                RandomModels.join(vision, text, 8, 2, KEY),
                RandomModels.fusion(new FusionConfig(16, 16, 16, 2, 0), KEY),
                null,
                ImageProcessor.clip(16),
                tokenizer,
                32);
    }
}
