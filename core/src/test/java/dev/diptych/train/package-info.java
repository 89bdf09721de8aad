@NullMarked
package dev.diptych.train;

import org.jspecify.annotations.NullMarked;
