package dev.diptych.model.checkpoint;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.ModelFamilies;

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
        String refusal = ModelFamilies.refusal(name);
        if (refusal != null) {
            throw new InvalidInputException(where + ": " + refusal);
        }
        throw new InvalidInputException(where + ": model_type \"" + name
                + "\" is not supported; supported are clip, clip_vision_model, clip_text_model, bert, roberta and"
                + " vision-text-dual-encoder");
    }
}
