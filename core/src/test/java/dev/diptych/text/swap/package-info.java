@NullMarked
package dev.diptych.text.swap;

import org.jspecify.annotations.NullMarked;
