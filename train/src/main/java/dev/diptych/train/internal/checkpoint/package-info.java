/// Training checkpoints: what a run needs to resume bit for bit.
@NullMarked
package dev.diptych.train.internal.checkpoint;

import org.jspecify.annotations.NullMarked;
