@NullMarked
package dev.diptych;

import org.jspecify.annotations.NullMarked;
