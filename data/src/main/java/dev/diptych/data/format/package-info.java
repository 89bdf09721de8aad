/// The formats of data sets, and the one way to open any of them.
@NullMarked
package dev.diptych.data.format;

import org.jspecify.annotations.NullMarked;
