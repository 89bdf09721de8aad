package dev.diptych.openclip;

import dev.diptych.JsonFields;
import dev.diptych.image.ImageProcessor;
import dev.diptych.image.Resampling;
import dev.diptych.image.ResizeRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// `preprocess_cfg` of an `open_clip_config.json`: how images are prepared for validation. Images become RGB before
/// they
/// are resized, as Hugging Face has it, where open_clip has it the other way round.
///
/// @param fields `preprocess_cfg`
/// @param side of the model's images, in pixels
record OpenClipProcessor(JsonFields fields, int side) {

    ImageProcessor read() {
        ImageProcessor clip = ImageProcessor.clip(side);
        boolean squash = fields.text("resize_mode", "shortest").equals("squash");
        if (!squash && !fields.text("resize_mode", "shortest").equals("shortest")) {
            throw fields.wrong("resize_mode", "shortest or squash");
        }
        return new ImageProcessor(
                clip.type(),
                true,
                squash ? new ResizeRule.Exact(side, side) : clip.size(),
                resampling(),
                !squash,
                side,
                side,
                true,
                clip.rescaleFactor(),
                true,
                colours("mean", clip.mean()),
                colours("std", clip.deviation()),
                true);
    }

    private Resampling resampling() {
        String name = fields.text("interpolation", "bicubic");
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "bicubic" -> Resampling.BICUBIC;
            case "bilinear" -> Resampling.BILINEAR;
            default -> throw fields.wrong("interpolation", "bicubic or bilinear");
        };
    }

    private List<Double> colours(String key, List<Double> otherwise) {
        JsonNode value = fields.value(key);
        if (value == null) {
            return otherwise;
        }
        List<Double> colours = new ArrayList<>();
        for (JsonNode colour : value) {
            if (colour.isNumber()) {
                colours.add(colour.asDouble());
            }
        }
        if (colours.size() != 3 || value.size() != 3) {
            throw fields.wrong(key, "three numbers, for red, green and blue");
        }
        return colours;
    }
}
