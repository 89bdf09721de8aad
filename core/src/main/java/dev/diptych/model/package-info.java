/// Towers, projections, the dual encoder and the cross-attention fusion, with Hugging Face's names and numerics.
///
/// Shapes: N images, M texts, B either of them, T tokens, S tokens looked at, H heads, D width, P projection.
@NullMarked
package dev.diptych.model;

import org.jspecify.annotations.NullMarked;
