/// A model's image preprocessing as Hugging Face describes it, and augmentation.
@NullMarked
package dev.diptych.image.process;

import org.jspecify.annotations.NullMarked;
