/// Texts to token ids and back: BERT's WordPiece tokenizer, the byte-pair tokenizers of RoBERTa and CLIP, token
/// batches, building a vocabulary.
@NullMarked
package dev.diptych.text;

import org.jspecify.annotations.NullMarked;
