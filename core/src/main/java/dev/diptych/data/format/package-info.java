/// The formats in which data sets lie on disk, one class each, and the one way to open any of them.
@NullMarked
package dev.diptych.data.format;

import org.jspecify.annotations.NullMarked;
