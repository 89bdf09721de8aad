/// JMH benchmarks of single operations.
@NullMarked
package dev.diptych.bench.micro;

import org.jspecify.annotations.NullMarked;
