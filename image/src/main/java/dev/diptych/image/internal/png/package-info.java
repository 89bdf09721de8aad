/// PNG.
@NullMarked
package dev.diptych.image.internal.png;

import org.jspecify.annotations.NullMarked;
