/// Tests of searches over settings.
@NullMarked
package dev.diptych.tune;

import org.jspecify.annotations.NullMarked;
