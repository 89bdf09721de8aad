/// Losses: from features to a scalar, knowing no model, no device and no rank.
///
/// Shapes: N images, M texts, P width of the shared space, T tokens.
@NullMarked
package dev.diptych.objective;

import org.jspecify.annotations.NullMarked;
