/// Quality of images: too dark, too light, blurry, without information, greyscale, unusual in size.
@NullMarked
package dev.diptych.image.quality;

import org.jspecify.annotations.NullMarked;
