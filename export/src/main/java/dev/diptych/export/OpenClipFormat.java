package dev.diptych.export;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.BertConfig;
import dev.diptych.model.ClipTextConfig;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.model.internal.openclip.OpenClipDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A directory that open_clip reads as `local-dir:DIR`, for models with CLIP's text encoder.
record OpenClipFormat() implements ExportFormat {

    /// Vocabulary size of open_clip's default tokenizer.
    private static final int OWN_VOCABULARY = 49408;

    @Override
    public String name() {
        return "open_clip";
    }

    @Override
    public void write(ImageTextModel model, Path directory) {
        switch (model.encoder().text().config()) {
            case BertConfig _ ->
                throw new InvalidInputException("open_clip loads BERT by its name on the hub, not from a"
                        + " directory, so it cannot represent this model; use --to huggingface or --to onnx");
            case ClipTextConfig _ -> requireLargestAtEnd(model);
        }
        OpenClipDirectory.write(
                directory, ModelDirectory.config(model), model.encoder().parameters(), model.processor());
        model.tokenizer().save(directory);
    }

    // open_clip pools at the token with the largest id.
    private static void requireLargestAtEnd(ImageTextModel model) {
        if (model.tokenizer().endId() != model.tokenizer().vocabularySize() - 1) {
            throw new InvalidInputException("open_clip pools a text at the token with the largest id, but"
                    + " this model's end token has another id; use --to huggingface or --to onnx");
        }
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
        return model.tokenizer().vocabularySize() == OWN_VOCABULARY
                ? List.of()
                : List.of("open_clip uses its own vocabulary of " + OWN_VOCABULARY
                        + " tokens, but this model has "
                        + model.tokenizer().vocabularySize()
                        + ": set hf_tokenizer_name in text_cfg of open_clip_config.json to the path of the directory");
    }

    @Override
    public List<EncoderDifference> compare(ImageTextModel model, Path directory) {
        return List.of();
    }
}
