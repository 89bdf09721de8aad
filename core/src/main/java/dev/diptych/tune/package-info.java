/// Search over settings: grids, trials that share what they have in common, successive halving, the table at the end.
@NullMarked
package dev.diptych.tune;

import org.jspecify.annotations.NullMarked;
