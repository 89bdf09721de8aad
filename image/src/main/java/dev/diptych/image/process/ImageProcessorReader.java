package dev.diptych.image.process;

import dev.diptych.base.InvalidInputException;
import dev.diptych.image.resample.Resampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the settings of an image processor: sizes as numbers, pairs or objects, filters by number or name,
/// and the defaults of the processor that the file names.
final class ImageProcessorReader {

    private static final List<Double> HALVES = List.of(0.5, 0.5, 0.5);
    private static final int LARGEST_SIDE = 16384;
    private static final double LARGEST_NUMBER = 1e6;
    private static final double SMALLEST_DEVIATION = 1e-6;
    private static final double SMALLEST_CROP = 0.1;

    private final Path file;
    private final JsonNode root;

    private ImageProcessorReader(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    static ImageProcessor read(Path file) {
        return new ImageProcessorReader(file, ProcessorFiles.settings(file)).read();
    }

    private ImageProcessor read() {
        String type = type();
        UnsupportedSettings.of(root, type).stream().findFirst().ifPresent(found -> {
            throw invalid(found.key(), found.problem());
        });
        ImageProcessor defaults = defaults(type);
        boolean square = !(defaults.size() instanceof ResizeRule.ShortestEdge);
        JsonNode size = value("size");
        JsonNode crop = value("crop_size");
        ResizeRule rule = size == null ? defaults.size() : rule(size, square);
        ResizeRule.Exact cropSize = crop == null
                ? new ResizeRule.Exact(defaults.cropHeight(), defaults.cropWidth())
                : exact("crop_size", crop);
        ImageProcessor read = new ImageProcessor(
                type,
                flag("do_resize", defaults.doResize()),
                rule,
                resampling(defaults.resampling()),
                flag("do_center_crop", defaults.doCentreCrop()),
                cropSize.height(),
                cropSize.width(),
                flag("do_rescale", defaults.doRescale()),
                rescaleFactor(defaults.rescaleFactor()),
                flag("do_normalize", defaults.doNormalise()),
                channels("image_mean", defaults.mean()),
                deviations(defaults.deviation()),
                flag("do_convert_rgb", defaults.convertRgb()));
        return type.equals(ConvNextResize.TYPE) ? convNext(read) : read;
    }

    private ImageProcessor convNext(ImageProcessor read) {
        if (!(read.size() instanceof ResizeRule.ShortestEdge(int edge, int longest)) || longest > 0) {
            throw invalid("size", "{\"shortest_edge\"} alone is expected, as in " + ConvNextResize.TYPE);
        }
        if (read.doCentreCrop()) {
            throw invalid("do_center_crop", "true is not supported with " + ConvNextResize.TYPE + "; remove it");
        }
        JsonNode node = value(ConvNextResize.KEY);
        double share = node == null ? ConvNextResize.SHARE : finite(ConvNextResize.KEY, node);
        if (!(share >= SMALLEST_CROP && share <= 1)) {
            throw invalid(ConvNextResize.KEY, "a number from " + SMALLEST_CROP + " to 1 is expected, not " + node);
        }
        return ConvNextResize.asSteps(read, edge, share);
    }

    // Older files name a feature extractor, newer ones may name the fast variant; both denote the same processor.
    private String type() {
        JsonNode node = value("image_processor_type");
        if (node == null) {
            node = value("feature_extractor_type");
        }
        if (node == null) {
            return "CLIPImageProcessor";
        }
        if (!node.isString()) {
            throw invalid("image_processor_type", "a name is expected, such as CLIPImageProcessor");
        }
        String name = node.asString();
        for (String ending : List.of("FeatureExtractor", "ImageProcessorFast", "ImageProcessorPil", "ImageProcessor")) {
            if (name.endsWith(ending)) {
                return name.substring(0, name.length() - ending.length()) + "ImageProcessor";
            }
        }
        throw invalid("image_processor_type", "\"" + name + "\" is not the name of an image processor");
    }

    private ImageProcessor defaults(String type) {
        return switch (type) {
            case "CLIPImageProcessor", "ChineseCLIPImageProcessor" -> ImageProcessor.clip(224);
            case ConvNextResize.TYPE -> ConvNextResize.defaults();
            case "ViTImageProcessor" -> exactSize(type, 224, Resampling.BILINEAR, HALVES, HALVES);
            case "SiglipImageProcessor" -> exactSize(type, 224, Resampling.BICUBIC, HALVES, HALVES);
            case "BlipImageProcessor" ->
                exactSize(type, 384, Resampling.BICUBIC, ImageProcessor.CLIP_MEAN, ImageProcessor.CLIP_DEVIATION);
            default -> {
                for (String key : List.of("size", "resample", "image_mean", "image_std")) {
                    if (value(key) == null) {
                        throw invalid(key, "is missing, and the defaults of " + type + " are not known; write it out");
                    }
                }
                boolean crops = value("crop_size") != null;
                ImageProcessor plain = exactSize(type, 224, Resampling.BICUBIC, HALVES, HALVES);
                yield crops ? withCrop(plain) : plain;
            }
        };
    }

    private static ImageProcessor exactSize(
            String type, int side, Resampling filter, List<Double> mean, List<Double> deviation) {
        ResizeRule size = new ResizeRule.Exact(side, side);
        return new ImageProcessor(
                type, true, size, filter, false, side, side, true, 1 / 255.0, true, mean, deviation, true);
    }

    private static ImageProcessor withCrop(ImageProcessor p) {
        return new ImageProcessor(
                p.type(),
                true,
                p.size(),
                p.resampling(),
                true,
                p.cropHeight(),
                p.cropWidth(),
                true,
                p.rescaleFactor(),
                true,
                p.mean(),
                p.deviation(),
                true);
    }

    private @Nullable JsonNode value(String key) {
        JsonNode node = root.get(key);
        return node == null || node.isNull() ? null : node;
    }

    private ResizeRule rule(JsonNode size, boolean square) {
        JsonNode shortest = size.get("shortest_edge");
        if (shortest != null && !shortest.isNull()) {
            int edge = side("size.shortest_edge", shortest);
            JsonNode longest = size.get("longest_edge");
            if (longest == null || longest.isNull()) {
                return new ResizeRule.ShortestEdge(edge, 0);
            }
            int limit = side("size.longest_edge", longest);
            if (limit <= edge) {
                throw invalid("size.longest_edge", "must be larger than shortest_edge");
            }
            return new ResizeRule.ShortestEdge(edge, limit);
        }
        if (size.isNumber() && !square) {
            return new ResizeRule.ShortestEdge(side("size", size), 0);
        }
        return exact("size", size);
    }

    private ResizeRule.Exact exact(String key, JsonNode node) {
        if (node.isNumber()) {
            int side = side(key, node);
            return new ResizeRule.Exact(side, side);
        }
        if (node.isArray() && node.size() == 2) {
            return new ResizeRule.Exact(side(key, node.get(0)), side(key, node.get(1)));
        }
        JsonNode height = node.get("height");
        JsonNode width = node.get("width");
        if (height == null || width == null) {
            throw invalid(
                    key,
                    "a number" + (key.equals("size") ? ", {\"shortest_edge\"}" : "")
                            + " or {\"height\", \"width\"} is expected");
        }
        return new ResizeRule.Exact(side(key + ".height", height), side(key + ".width", width));
    }

    private int side(String key, JsonNode node) {
        double value = node.isNumber() ? node.asDouble() : Double.NaN;
        if (!(value >= 1 && value <= LARGEST_SIDE) || value != Math.rint(value)) {
            throw invalid(key, "an integer of pixels from 1 to " + LARGEST_SIDE + " is expected, not " + node);
        }
        return (int) value;
    }

    private Resampling resampling(Resampling otherwise) {
        JsonNode node = value("resample");
        if (node == null) {
            return otherwise;
        }
        if (node.isString()) {
            String name = node.asString();
            return Resampling.of(name.substring(name.lastIndexOf('.') + 1))
                    .orElseThrow(() -> invalid("resample", "\"" + name + "\" is no filter of Pillow's"));
        }
        if (node.isIntegralNumber() && node.canConvertToInt()) {
            return Resampling.of(node.asInt())
                    .orElseThrow(() -> invalid("resample", node + " is no filter of Pillow's; they are 0 to 5"));
        }
        throw invalid("resample", "a filter's number or name is expected, not " + node);
    }

    private boolean flag(String key, boolean otherwise) {
        JsonNode node = value(key);
        if (node == null) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw invalid(key, "true or false is expected, not " + node);
        }
        return node.asBoolean();
    }

    private double rescaleFactor(double otherwise) {
        JsonNode node = value("rescale_factor");
        double factor = node == null ? otherwise : finite("rescale_factor", node);
        if (!(factor > 0)) {
            throw invalid("rescale_factor", "must be above 0, not " + node);
        }
        return factor;
    }

    private double finite(String key, JsonNode node) {
        double value = node.isNumber() ? node.asDouble() : Double.NaN;
        if (!(Math.abs(value) <= LARGEST_NUMBER)) {
            throw invalid(key, "a number of at most %.0e in size is expected, not %s".formatted(LARGEST_NUMBER, node));
        }
        return value;
    }

    private List<Double> channels(String key, List<Double> otherwise) {
        JsonNode node = value(key);
        if (node == null) {
            return otherwise;
        }
        if (node.isNumber()) {
            return Collections.nCopies(3, finite(key, node));
        }
        if (!node.isArray() || node.size() != 3) {
            throw invalid(key, "three numbers are expected, for red, green and blue");
        }
        List<Double> values = new ArrayList<>();
        for (JsonNode channel : node) {
            values.add(finite(key, channel));
        }
        return values;
    }

    private List<Double> deviations(List<Double> otherwise) {
        List<Double> values = channels("image_std", otherwise);
        if (values.stream().anyMatch(value -> !(value >= SMALLEST_DEVIATION))) {
            throw invalid("image_std", "must be at least %.0e".formatted(SMALLEST_DEVIATION));
        }
        return values;
    }

    private InvalidInputException invalid(String key, String problem) {
        return new InvalidInputException(file + ": " + key + ": " + problem);
    }
}
