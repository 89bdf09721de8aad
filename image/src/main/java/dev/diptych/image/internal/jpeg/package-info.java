/// JPEG, and the formats that OpenCV decodes.
@NullMarked
package dev.diptych.image.internal.jpeg;

import org.jspecify.annotations.NullMarked;
