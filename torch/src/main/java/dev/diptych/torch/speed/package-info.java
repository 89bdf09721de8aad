/// Measured speed and correctness of matrix products, and memory bandwidth.
@NullMarked
package dev.diptych.torch.speed;

import org.jspecify.annotations.NullMarked;
