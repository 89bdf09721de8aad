/// libtorch made safe: tensor scopes, operators, gradients, precision, optimizer kernels.
@NullMarked
package dev.diptych.torch;

import org.jspecify.annotations.NullMarked;
