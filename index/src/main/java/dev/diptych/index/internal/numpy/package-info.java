/// Vectors of half precision, and matrices in the file format of NumPy.
@NullMarked
package dev.diptych.index.internal.numpy;

import org.jspecify.annotations.NullMarked;
