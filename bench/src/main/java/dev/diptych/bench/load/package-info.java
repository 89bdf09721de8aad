/// Load generator for the server.
@NullMarked
package dev.diptych.bench.load;

import org.jspecify.annotations.NullMarked;
