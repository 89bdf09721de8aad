/// Features of frozen encoder parts, computed once and read from the cache.
@NullMarked
package dev.diptych.train.internal.features;

import org.jspecify.annotations.NullMarked;
