/// Measures the product on the machine at hand, each figure beside what the machine could do at most.
@NullMarked
package dev.diptych.bench;

import org.jspecify.annotations.NullMarked;
