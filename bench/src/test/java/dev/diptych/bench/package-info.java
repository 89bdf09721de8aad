@NullMarked
package dev.diptych.bench;

import org.jspecify.annotations.NullMarked;
