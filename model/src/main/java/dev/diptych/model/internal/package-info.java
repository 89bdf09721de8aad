/// Details that the checkpoint formats share.
@NullMarked
package dev.diptych.model.internal;

import org.jspecify.annotations.NullMarked;
