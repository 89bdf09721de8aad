/// The bytes of an image file, and what several decoders share.
@NullMarked
package dev.diptych.image.internal;

import org.jspecify.annotations.NullMarked;
