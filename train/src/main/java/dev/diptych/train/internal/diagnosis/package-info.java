/// Names what goes wrong in a run while it happens, with the likely cause and the setting to change.
@NullMarked
package dev.diptych.train.internal.diagnosis;

import org.jspecify.annotations.NullMarked;
