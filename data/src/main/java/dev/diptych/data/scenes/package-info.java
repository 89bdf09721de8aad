/// Synthetic scenes with true captions and hard negative captions.
@NullMarked
package dev.diptych.data.scenes;

import org.jspecify.annotations.NullMarked;
