/// libtorch made safe: scopes, operators, precision, random state, safetensors.
@NullMarked
package dev.diptych.torch;

import org.jspecify.annotations.NullMarked;
