@NullMarked
package dev.diptych.data.format;

import org.jspecify.annotations.NullMarked;
