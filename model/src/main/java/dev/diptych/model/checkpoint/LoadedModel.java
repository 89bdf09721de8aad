package dev.diptych.model.checkpoint;

import dev.diptych.model.DualEncoder;
import dev.diptych.model.TextEncoder;
import dev.diptych.model.VisionEncoder;

/// Contents of a model directory.
public sealed interface LoadedModel {

    record Vision(VisionEncoder encoder) implements LoadedModel {}

    record Text(TextEncoder encoder) implements LoadedModel {}

    record Dual(DualEncoder encoder) implements LoadedModel {}
}
