package dev.diptych.export;

import dev.diptych.model.BertConfig;
import dev.diptych.model.ClipTextConfig;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.TextPooling;
import dev.diptych.model.checkpoint.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A directory for Python's `transformers`, with a model card that contains example code.
record HuggingFaceFormat() implements ExportFormat {

    @Override
    public String name() {
        return "huggingface";
    }

    @Override
    public void write(ImageTextModel model, Path directory) throws IOException {
        ModelDirectory.write(
                directory,
                new ImageTextModel(
                        model.encoder(), null, null, model.processor(), model.tokenizer(), model.longestText()));
        Files.writeString(directory.resolve("README.md"), ModelCard.of(model));
    }

    @Override
    public List<String> leftOut(ImageTextModel model) {
        List<String> lines = new ArrayList<>(OmittedParts.fusionAndCalibration(model));
        if (model.sigmoid() != null) {
            lines.add(OmittedParts.SIGMOID);
        }
        return lines;
    }

    @Override
    public List<String> warnings(ImageTextModel model) {
        return switch (model.encoder().text().config()) {
            case ClipTextConfig _ -> List.of();
            case BertConfig bert ->
                bert.pooling() == TextPooling.POOLER
                        ? List.of()
                        : List.of("texts of this model use the pooling "
                                + bert.pooling().name().toLowerCase(Locale.ROOT)
                                + ", but Python's VisionTextDualEncoderModel uses a pooler, which it initialises"
                                + " randomly: encode texts as shown in README.md, not by get_text_features or forward");
        };
    }

    @Override
    public List<EncoderDifference> compare(ImageTextModel model, Path directory) {
        return List.of();
    }
}
