/// Training: the three moves of a step, freeze policy, optimiser, schedule, checkpoints, resume.
///
/// Shapes: N images, M texts, T tokens, D width of a tower, P width of the shared space.
@NullMarked
package dev.diptych.train;

import org.jspecify.annotations.NullMarked;
