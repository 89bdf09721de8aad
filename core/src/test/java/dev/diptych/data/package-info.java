@NullMarked
package dev.diptych.data;

import org.jspecify.annotations.NullMarked;
