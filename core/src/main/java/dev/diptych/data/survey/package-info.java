/// What a data set holds: counts, lengths, sizes, and what is broken in it.
@NullMarked
package dev.diptych.data.survey;

import org.jspecify.annotations.NullMarked;
