/// The first frame of GIF files.
@NullMarked
package dev.diptych.image.internal.gif;

import org.jspecify.annotations.NullMarked;
