/// TIFF and BigTIFF.
@NullMarked
package dev.diptych.image.internal.tiff;

import org.jspecify.annotations.NullMarked;
