package dev.diptych.spark.internal.vectors;

import dev.diptych.evaluate.audit.vectors.CanonicalHeads;
import java.io.Serializable;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// How vectors of a table become vectors of unit length in the space in which pairs are compared.
///
/// @param heads projections of pooled features; null for embeddings, which are in that space
record Projection(@Nullable CanonicalHeads heads) implements Serializable {

    Tensor images(Tensor vectors) {
        return heads == null ? vectors : heads.image().apply(vectors);
    }

    Tensor texts(Tensor vectors) {
        return heads == null ? vectors : heads.text().apply(vectors);
    }
}
