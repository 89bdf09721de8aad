/// Windows and OS/2 bitmaps.
@NullMarked
package dev.diptych.image.internal.bmp;

import org.jspecify.annotations.NullMarked;
