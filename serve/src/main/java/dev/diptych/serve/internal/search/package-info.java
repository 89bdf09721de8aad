/// Search in an index, and changes of its items.
@NullMarked
package dev.diptych.serve.internal.search;

import org.jspecify.annotations.NullMarked;
