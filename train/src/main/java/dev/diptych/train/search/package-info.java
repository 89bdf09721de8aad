/// Hyper-parameter search: grids, candidates, trials, successive halving, the table of results.
@NullMarked
package dev.diptych.train.search;

import org.jspecify.annotations.NullMarked;
