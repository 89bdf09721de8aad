/// Vocabularies, byte-pair merges, word splitting and Unicode classes of the tokenizers.
@NullMarked
package dev.diptych.text.internal;

import org.jspecify.annotations.NullMarked;
