/// Benchmarks of steps, data, tokenization and ranking, each compared with the machine's roofline.
@NullMarked
package dev.diptych.bench;

import org.jspecify.annotations.NullMarked;
