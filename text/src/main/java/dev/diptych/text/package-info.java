/// Tokenizers of BERT, RoBERTa and CLIP, token batches, and training of a WordPiece vocabulary.
@NullMarked
package dev.diptych.text;

import org.jspecify.annotations.NullMarked;
