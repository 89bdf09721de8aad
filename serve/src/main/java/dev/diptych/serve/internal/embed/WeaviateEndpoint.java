package dev.diptych.serve.internal.embed;

import dev.diptych.serve.internal.http.Call;
import dev.diptych.serve.internal.http.Fields;
import dev.diptych.serve.internal.http.Reply;
import dev.diptych.serve.internal.http.Route.Endpoint;
import dev.diptych.serve.internal.model.ServedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `POST /vectorize` in the shape of Weaviate's inference container for CLIP (`multi2vec-clip`): lists
/// of texts and of images in base64.
///
/// @param most maximum number of inputs
public record WeaviateEndpoint(ServedModel model, ImageInputs images, int most) implements Endpoint {

    public static final List<String> FIELDS = List.of("texts", "images");

    // Its names are not in snake case.
    @Override
    public Reply answer(Call call) {
        Fields fields = call.fields(FIELDS);
        List<String> texts = isEmpty(fields.get("texts")) ? List.of() : fields.requireTexts("texts", most);
        List<ImageInputs.Reference> references = new ArrayList<>();
        JsonNode given = fields.get("images");
        if (given != null && !isEmpty(given)) {
            int count = fields.requireTexts("images", most).size();
            for (int i = 0; i < count; i++) {
                references.add(images.reference(given.isArray() ? given.get(i) : given, "images[" + i + "]"));
            }
        }
        float[][] ofTexts = model.embedTexts(texts, call.deadline());
        float[][] ofImages = model.embedImages(images.read(references, call.deadline()), call.deadline());
        return Reply.json(Map.of("textVectors", ofTexts, "imageVectors", ofImages));
    }

    private static boolean isEmpty(@Nullable JsonNode list) {
        return list == null || list.isArray() && list.isEmpty();
    }

    /// `GET /meta`.
    public Reply meta(Call call) {
        return Reply.json(Map.of("model", model.name(), "dimensions", model.dimensions()));
    }
}
