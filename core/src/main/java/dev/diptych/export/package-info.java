/// Models for other programs: directories that Python reads, and ONNX files that any runtime does.
///
/// Shapes: B images or texts, T tokens, H heads, D width, P projection.
@NullMarked
package dev.diptych.export;

import org.jspecify.annotations.NullMarked;
