/// Decoded images, and the exception for files that cannot be decoded.
@NullMarked
package dev.diptych.image;

import org.jspecify.annotations.NullMarked;
