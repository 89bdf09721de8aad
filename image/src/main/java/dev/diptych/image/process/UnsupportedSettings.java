package dev.diptych.image.process;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Detects settings of an image processor that change the pixels and are not supported, so that none is ignored.
final class UnsupportedSettings {

    /// Result of a check.
    ///
    /// @param key setting that is not supported
    /// @param problem what is wrong with it, and what to do
    record Finding(String key, String problem) {}

    private static final Set<String> STEPS =
            Set.of("do_resize", "do_center_crop", "do_rescale", "do_normalize", "do_convert_rgb");

    /// Flags and numbers that change the pixels, in processors of other kinds of models.
    private static final List<String> OTHERS = List.of("rescale_offset", "size_divisor", "size_divisibility");

    private UnsupportedSettings() {}

    /// Returns all unsupported settings in the order of the file.
    static List<Finding> of(JsonNode settings, String type) {
        return settings.properties().stream()
                .filter(entry -> changesPixels(entry.getKey(), entry.getValue(), type))
                .map(entry -> new Finding(entry.getKey(), problem(entry.getKey(), entry.getValue(), type)))
                .toList();
    }

    private static boolean changesPixels(String key, JsonNode value, String type) {
        boolean active = !value.isNull() && !(value.isBoolean() && !value.asBoolean());
        boolean step = key.startsWith("do_") && !STEPS.contains(key);
        boolean share = key.equals(ConvNextResize.KEY) && !type.equals(ConvNextResize.TYPE);
        return active && (step || share || OTHERS.contains(key));
    }

    private static String problem(String key, JsonNode value, String type) {
        return switch (key) {
            case "do_pad" ->
                "%s is not supported: the image encoder takes images of one size; set it to false".formatted(value);
            case ConvNextResize.KEY ->
                "is a setting of %s, and has no effect in %s; remove it".formatted(ConvNextResize.TYPE, type);
            default ->
                "%s is not supported; supported are resize, centre crop, rescale and normalise; remove it"
                        .formatted(value);
        };
    }
}
