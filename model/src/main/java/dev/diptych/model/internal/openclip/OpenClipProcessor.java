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

/// Reads `preprocess_cfg` of an `open_clip_config.json`: the preprocessing of images for validation. Its `size` is
/// ignored in favour of the model's own image size, as in open_clip. Images are converted to RGB before they are
/// resized, as in Hugging Face; open_clip does it in the opposite order.
///
/// @param fields `preprocess_cfg`
/// @param side side length of the model's images, in pixels
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
            case "bicubic", "random" -> Resampling.BICUBIC; // random in training only
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
                    key,
                    "three numbers with an absolute value of at most %.0e, for red, green and blue"
                            .formatted(LARGEST_NUMBER));
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
