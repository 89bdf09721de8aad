@NullMarked
package dev.diptych.data.features;

import org.jspecify.annotations.NullMarked;
