@NullMarked
package dev.diptych.data.scenes;

import org.jspecify.annotations.NullMarked;
