@NullMarked
package dev.diptych.export;

import org.jspecify.annotations.NullMarked;
