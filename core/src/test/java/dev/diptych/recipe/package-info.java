@NullMarked
package dev.diptych.recipe;

import org.jspecify.annotations.NullMarked;
