/// Images with their captions: data sets, splits, the order of batches and the threads that prepare them.
@NullMarked
package dev.diptych.data;

import org.jspecify.annotations.NullMarked;
