/// Model directories in the Hugging Face and open_clip layouts, read and written.
@NullMarked
package dev.diptych.model.checkpoint;

import org.jspecify.annotations.NullMarked;
