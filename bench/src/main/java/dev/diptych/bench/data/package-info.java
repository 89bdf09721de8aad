/// Generated captions, JPEG files and data sets for benchmarks.
@NullMarked
package dev.diptych.bench.data;

import org.jspecify.annotations.NullMarked;
