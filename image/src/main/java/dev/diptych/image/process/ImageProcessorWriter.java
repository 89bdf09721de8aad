package dev.diptych.image.process;

import dev.diptych.base.internal.AtomicFile;
import java.nio.file.Path;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes `preprocessor_config.json` with all keys, in alphabetical order like Hugging Face.
final class ImageProcessorWriter {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ImageProcessorWriter() {}

    static void write(ImageProcessor processor, Path file) {
        ObjectNode root = MAPPER.createObjectNode();
        ObjectNode crop = root.putObject("crop_size");
        crop.put("height", processor.cropHeight());
        crop.put("width", processor.cropWidth());
        root.put("do_center_crop", processor.doCentreCrop());
        root.put("do_convert_rgb", processor.convertRgb());
        root.put("do_normalize", processor.doNormalise());
        root.put("do_rescale", processor.doRescale());
        root.put("do_resize", processor.doResize());
        ArrayNode mean = root.putArray("image_mean");
        processor.mean().forEach(mean::add);
        root.put("image_processor_type", processor.type());
        ArrayNode deviation = root.putArray("image_std");
        processor.deviation().forEach(deviation::add);
        root.put("resample", processor.resampling().number());
        root.put("rescale_factor", processor.rescaleFactor());
        ObjectNode size = root.putObject("size");
        switch (processor.size()) {
            case ResizeRule.Exact(int height, int width) -> {
                size.put("height", height);
                size.put("width", width);
            }
            case ResizeRule.ShortestEdge(int edge, int longestEdge) -> {
                size.put("shortest_edge", edge);
                if (longestEdge > 0) {
                    size.put("longest_edge", longestEdge);
                }
            }
        }
        AtomicFile.write(file, MAPPER.writeValueAsString(root) + "\n");
    }
}
