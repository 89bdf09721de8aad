/// JMH benchmarks of single parts: `diptych bench micro`.
@NullMarked
package dev.diptych.bench.micro;

import org.jspecify.annotations.NullMarked;
