/// The image decoder: from the bytes of a file to the RGB pixels that Pillow gives.
@NullMarked
package dev.diptych.image.decode;

import org.jspecify.annotations.NullMarked;
