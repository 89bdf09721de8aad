/// Export of models to Hugging Face, open_clip and ONNX.
@NullMarked
package dev.diptych.export;

import org.jspecify.annotations.NullMarked;
