@NullMarked
package dev.diptych.hub;

import org.jspecify.annotations.NullMarked;
