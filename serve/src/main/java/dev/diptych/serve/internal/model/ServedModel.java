package dev.diptych.serve.internal.model;

import dev.diptych.Diptych;
import dev.diptych.PreparedImage;
import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Deadline;
import dev.diptych.serve.internal.model.ImageReader.EncodedInput;
import java.util.List;

/// The model as endpoints use it: through the queue, with deadlines. Safe for concurrent use.
///
/// @param name the name under which clients know it
public record ServedModel(String name, Diptych model, ModelQueue queue, ImageReader images) {

    /// Width of an embedding.
    public int dimensions() {
        return model.dimensions();
    }

    /// The embeddings of texts, each of length 1.
    public float[][] embedTexts(List<String> texts, Deadline deadline) {
        return queue.embedTexts(texts, deadline);
    }

    /// The embeddings of images, each of length 1.
    ///
    /// @throws ApiException if an image cannot be read; names its field
    public float[][] embedImages(List<EncodedInput> inputs, Deadline deadline) {
        if (inputs.isEmpty()) {
            return new float[0][];
        }
        try (var places = queue.reserve(ModelQueue.Kind.IMAGE, inputs.size())) {
            return queue.embedImages(places, images.prepare(inputs, deadline), deadline);
        }
    }

    /// The log-odds of the matching head for an image with each text.
    public double[] matchingScores(EncodedInput image, List<String> texts, Deadline deadline) {
        PreparedImage prepared = images.prepare(List.of(image), deadline).getFirst();
        return queue.call(() -> model.matchingScores(prepared, texts), deadline);
    }

    /// Refuses a request for another model. A missing name is accepted.
    ///
    /// @throws ApiException if `requested` is not the name of this model
    public void requireName(@org.jspecify.annotations.Nullable String requested) {
        if (requested != null && !requested.equals(name)) {
            throw ApiException.unknownModel(requested, name);
        }
    }
}
