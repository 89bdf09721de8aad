/// Overview of the runs in a directory: a list and an HTML page with their curves.
@NullMarked
package dev.diptych.train.overview;

import org.jspecify.annotations.NullMarked;
