package dev.diptych.export.onnx;

import dev.diptych.base.RandomKey;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.model.BertConfig;
import dev.diptych.model.BertKind;
import dev.diptych.model.ClipTextConfig;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.RandomModels;
import dev.diptych.model.TextConfig;
import dev.diptych.model.TextPooling;
import dev.diptych.model.VisionConfig;
import dev.diptych.model.checkpoint.PretrainedCheckpoint;
import dev.diptych.model.layer.Activation;
import dev.diptych.testing.ClipVocabularies;
import dev.diptych.testing.RobertaVocabularies;
import dev.diptych.text.BertNormalization;
import dev.diptych.text.BertTokenizer;
import dev.diptych.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Tiny models of every kind that there is to export.
public final class ExportedModels {

    private static final int CLIP_START = 512;
    public static final int CLIP_END = 513;
    private static final int PIECES = 99;
    private static final int ROBERTA_PIECES = 4 + 256 + 2 + 1;

    private ExportedModels() {}

    /// The golden dual encoder, with a tokenizer of as many pieces as its embeddings have rows.
    public static ImageTextModel golden() {
        return new ImageTextModel(
                PretrainedCheckpoint.open(Path.of("../testing/src/main/resources/golden/vtde_tiny"))
                        .dualEncoder(null, null, null),
                null,
                null,
                ImageProcessor.clip(30),
                wordPieces(),
                64);
    }

    public static ImageTextModel bert(TextPooling pooling, Activation activation) {
        return random(
                new BertConfig(PIECES, 24, 2, 3, 40, 40, 2, 0, activation, 1e-12, 0.1, 0.1, 0.4, pooling),
                activation,
                wordPieces());
    }

    public static ImageTextModel roberta(TextPooling pooling, Path folder) throws IOException {
        RobertaVocabularies.write(folder, List.of("Ġ t", "Ġt h"));
        return random(
                new BertConfig(
                        ROBERTA_PIECES,
                        24,
                        2,
                        3,
                        40,
                        42,
                        1,
                        1,
                        Activation.GELU,
                        1e-5,
                        0.1,
                        0.1,
                        0.4,
                        pooling,
                        BertKind.ROBERTA),
                Activation.GELU,
                Tokenizer.read(folder));
    }

    /// @param end the id of the end token in the configuration
    public static ImageTextModel clip(int end, Path folder) throws IOException {
        return random(
                new ClipTextConfig(
                        CLIP_END + 1, 24, 2, 3, 40, 77, Activation.QUICK_GELU, 1e-5, 0, CLIP_START, end, CLIP_END),
                Activation.QUICK_GELU,
                bytePairs(folder));
    }

    // An image of 17 pixels has a rest that no patch of 4 covers.
    private static ImageTextModel random(TextConfig text, Activation activation, Tokenizer tokenizer) {
        RandomKey key = RandomKey.of(6);
        return new ImageTextModel(
                RandomModels.join(
                        RandomModels.visionEncoder(new VisionConfig(17, 4, 16, 2, 2, 32, activation, 1e-5), key),
                        RandomModels.textEncoder(text, key),
                        12,
                        Math.log(20),
                        key),
                null,
                null,
                ImageProcessor.clip(17),
                tokenizer,
                text.longestText());
    }

    private static Tokenizer wordPieces() {
        List<String> pieces = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
        while (pieces.size() < PIECES) {
            pieces.add("w" + pieces.size());
        }
        return BertTokenizer.of(pieces, BertNormalization.uncased());
    }

    private static Tokenizer bytePairs(Path folder) throws IOException {
        ClipVocabularies.write(folder, List.of());
        return Tokenizer.read(folder);
    }
}
