@NullMarked
package dev.diptych.torch;

import org.jspecify.annotations.NullMarked;
