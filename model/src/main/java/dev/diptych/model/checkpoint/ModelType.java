package dev.diptych.model.checkpoint;

import dev.diptych.base.InvalidInputException;

/// Supported values of `model_type`.
enum ModelType {
    CLIP_VISION("clip_vision_model"),
    CLIP("clip"),
    CLIP_TEXT("clip_text_model"),
    BERT("bert"),
    ROBERTA("roberta"),
    DUAL_ENCODER("vision-text-dual-encoder");

    private final String configName;

    ModelType(String configName) {
        this.configName = configName;
    }

    String configName() {
        return configName;
    }

    static ModelType named(String name, String where) {
        for (ModelType type : values()) {
            if (type.configName.equals(name)) {
                return type;
            }
        }
        if (name.equals("xlm-roberta")) {
            throw new InvalidInputException(
                    where + ": model_type \"xlm-roberta\" is not supported, because its tokenizer is"
                            + " SentencePiece's; use a roberta or bert model");
        }
        throw new InvalidInputException(where + ": model_type \"" + name
                + "\" is not supported; supported are clip, clip_vision_model, clip_text_model, bert, roberta and"
                + " vision-text-dual-encoder");
    }
}
