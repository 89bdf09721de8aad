/// Feature files: what the frozen part of an encoder computed once, memory-mapped.
@NullMarked
package dev.diptych.data.features;

import org.jspecify.annotations.NullMarked;
