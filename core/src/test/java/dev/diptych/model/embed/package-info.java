/// Tests of the embedding engine.
@NullMarked
package dev.diptych.model.embed;

import org.jspecify.annotations.NullMarked;
