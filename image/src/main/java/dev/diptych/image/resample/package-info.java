/// Resampling of 8-bit images, bit for bit as Pillow does it.
@NullMarked
package dev.diptych.image.resample;

import org.jspecify.annotations.NullMarked;
