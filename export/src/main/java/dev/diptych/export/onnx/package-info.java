/// ONNX graphs of the encoders, and the writer of ONNX files.
@NullMarked
package dev.diptych.export.onnx;

import org.jspecify.annotations.NullMarked;
