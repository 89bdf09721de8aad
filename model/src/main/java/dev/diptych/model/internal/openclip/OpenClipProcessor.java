package dev.diptych.model.internal.openclip;

import dev.diptych.base.internal.JsonFields;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.image.process.ResizeRule;
import dev.diptych.image.resample.Resampling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// `preprocess_cfg` of an `open_clip_config.json`: how images are prepared for validation. Its `size` is not read: the
/// model's own image size counts, in open_clip too. Images become RGB before they are resized, as Hugging Face has it,
/// where open_clip has it the other way round.
///
/// @param fields `preprocess_cfg`
/// @param side of the model's images, in pixels
record OpenClipProcessor(JsonFields fields, int side) {

    private static final double LARGEST_NUMBER = 1e6;
    private static final double SMALLEST_DEVIATION = 1e-6;

    ImageProcessor read() {
        ImageProcessor clip = ImageProcessor.clip(side);
        String mode = fields.text("resize_mode", "shortest");
        boolean squash = mode.equals("squash");
        if (!squash && !mode.equals("shortest")) {
            throw fields.wrong("resize_mode", "shortest or squash");
        }
        if (!fields.text("mode", "RGB").equals("RGB")) {
            throw fields.wrong("mode", "RGB");
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
                deviation(clip.deviation()),
                true);
    }

    private Resampling resampling() {
        String name = fields.text("interpolation", "bicubic");
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "bicubic", "random" -> Resampling.BICUBIC; // which of the two is drawn in training only
            case "bilinear" -> Resampling.BILINEAR;
            default -> throw fields.wrong("interpolation", "bicubic, bilinear or random");
        };
    }

    private List<Double> colours(String key, List<Double> otherwise) {
        JsonNode value = fields.value(key);
        if (value == null) {
            return otherwise;
        }
        if (value.isNumber()) {
            return Collections.nCopies(3, fields.number(key, 0, -LARGEST_NUMBER, LARGEST_NUMBER));
        }
        List<Double> colours = new ArrayList<>();
        for (JsonNode colour : value) {
            if (colour.isNumber() && Math.abs(colour.asDouble(Double.NaN)) <= LARGEST_NUMBER) {
                colours.add(colour.asDouble());
            }
        }
        if (!value.isArray() || colours.size() != 3 || value.size() != 3) {
            throw fields.wrong(
                    key, "three numbers of at most %.0e in size, for red, green and blue".formatted(LARGEST_NUMBER));
        }
        return colours;
    }

    private List<Double> deviation(List<Double> otherwise) {
        List<Double> deviation = colours("std", otherwise);
        if (deviation.stream().anyMatch(value -> !(value >= SMALLEST_DEVIATION))) {
            throw fields.wrong("std", "at least %.0e".formatted(SMALLEST_DEVIATION));
        }
        return deviation;
    }
}
