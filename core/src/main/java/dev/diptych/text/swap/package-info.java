/// Captions made untrue by one change, by rules for English and lists of words; no model.
@NullMarked
package dev.diptych.text.swap;

import org.jspecify.annotations.NullMarked;
