@NullMarked
package dev.diptych.image;

import org.jspecify.annotations.NullMarked;
