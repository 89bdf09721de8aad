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

/// A directory that open_clip reads as `local-dir:DIR`, of a model whose text tower is CLIP's.
record OpenClipFormat() implements ExportFormat {

    /// The vocabulary that open_clip takes where its settings name none.
    private static final int OWN_VOCABULARY = 49408;

    @Override
    public String name() {
        return "open_clip";
    }

    @Override
    public void write(ImageTextModel model, Path directory) {
        switch (model.encoder().text().config()) {
            case BertConfig _ ->
                throw new InvalidInputException("open_clip builds a BERT from its name on the hub, not from a"
                        + " directory, so this model has no place there; export it --to huggingface or onnx");
            case ClipTextConfig _ -> requireLargestAtEnd(model);
        }
        OpenClipDirectory.write(
                directory, ModelDirectory.config(model), model.encoder().parameters(), model.processor());
        model.tokenizer().save(directory);
    }

    // open_clip pools where the largest id of a text stands.
    private static void requireLargestAtEnd(ImageTextModel model) {
        if (model.tokenizer().endId() != model.tokenizer().vocabularySize() - 1) {
            throw new InvalidInputException("open_clip takes a text's vector from the token with the largest id, and"
                    + " this model's tokenizer ends a text with another; export it --to huggingface or onnx");
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
                : List.of("open_clip cuts texts by its own vocabulary of " + OWN_VOCABULARY
                        + " tokens, and this model has "
                        + model.tokenizer().vocabularySize()
                        + ": put the directory's path into text_cfg of open_clip_config.json as hf_tokenizer_name");
    }

    @Override
    public List<EncoderDifference> compare(ImageTextModel model, Path directory) {
        return List.of();
    }
}
