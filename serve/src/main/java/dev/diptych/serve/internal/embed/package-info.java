/// Endpoints of the model: embeddings, re-ranking, pairs, classes.
@NullMarked
package dev.diptych.serve.internal.embed;

import org.jspecify.annotations.NullMarked;
