@NullMarked
package dev.diptych.evaluate;

import org.jspecify.annotations.NullMarked;
