/// The embedding engine: streams a data set through an encoder into a sink.
@NullMarked
package dev.diptych.model.embed;

import org.jspecify.annotations.NullMarked;
