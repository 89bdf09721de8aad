/// Settings of the encoders and the fusion.
@NullMarked
package dev.diptych.train.recipe.model;

import org.jspecify.annotations.NullMarked;
