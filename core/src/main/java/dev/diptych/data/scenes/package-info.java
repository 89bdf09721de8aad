/// Generated scenes: coloured shapes in a spatial relation, with true captions and captions made untrue by one swap.
@NullMarked
package dev.diptych.data.scenes;

import org.jspecify.annotations.NullMarked;
