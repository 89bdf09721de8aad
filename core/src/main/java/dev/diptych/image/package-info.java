/// Images: decoding to RGB and resampling exactly as Pillow does, a model's preprocessing, training augmentation.
@NullMarked
package dev.diptych.image;

import org.jspecify.annotations.NullMarked;
