@NullMarked
package dev.diptych.objective;

import org.jspecify.annotations.NullMarked;
