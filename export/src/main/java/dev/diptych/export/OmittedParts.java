package dev.diptych.export;

import dev.diptych.model.ImageTextModel;
import java.util.ArrayList;
import java.util.List;

/// The parts of a model that only Diptych supports.
final class OmittedParts {

    /// The line for a sigmoid head.
    static final String SIGMOID = "scale and bias of the sigmoid loss (sigmoid.safetensors)";

    private OmittedParts() {}

    /// Lines for the parts that only Diptych supports.
    static List<String> fusionAndCalibration(ImageTextModel model) {
        List<String> lines = new ArrayList<>();
        if (model.fusion() != null) {
            lines.add("the cross-attention fusion with its matching head (fusion.safetensors)");
        }
        if (model.calibration() != null) {
            lines.add("the calibration of scores (calibration.json)");
        }
        return lines;
    }
}
