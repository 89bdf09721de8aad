/// The model behind a queue that forms batches, and the decoding of images.
@NullMarked
package dev.diptych.serve.internal.model;

import org.jspecify.annotations.NullMarked;
