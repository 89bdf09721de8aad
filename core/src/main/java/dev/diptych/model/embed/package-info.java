/// The one way to encode a data set: images or texts stream through an encoder into a sink, in bounded memory.
@NullMarked
package dev.diptych.model.embed;

import org.jspecify.annotations.NullMarked;
