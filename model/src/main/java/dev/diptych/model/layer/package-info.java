/// Layers of the encoders, and where their parameters come from.
@NullMarked
package dev.diptych.model.layer;

import org.jspecify.annotations.NullMarked;
