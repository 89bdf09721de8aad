/// Statistics of a data set and its unreadable files.
@NullMarked
package dev.diptych.data.survey;

import org.jspecify.annotations.NullMarked;
