package dev.diptych.serve.internal.embed;

import dev.diptych.Diptych;
import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Call;
import dev.diptych.serve.internal.http.Fields;
import dev.diptych.serve.internal.http.Reply;
import dev.diptych.serve.internal.http.Route.Endpoint;
import dev.diptych.serve.internal.model.ImageReader.EncodedInput;
import dev.diptych.serve.internal.model.ServedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `POST /v1/rerank`, in the shape of Cohere's and Jina's APIs. Query and documents are texts or
/// images. A pair of an image and a text is scored by the matching head if the model has one, as a
/// probability, unless `scoring` asks for the cosine; other pairs are scored by the cosine.
///
/// @param most maximum number of documents
public record RerankEndpoint(ServedModel model, ImageInputs images, int most) implements Endpoint {

    public static final List<String> FIELDS =
            List.of("model", "query", "documents", "top_n", "return_documents", "scoring");

    record Result(
            int index, double relevanceScore, @Nullable JsonNode document) {}

    record Usage(int totalTokens) {}

    record Answer(String id, String model, String scoring, List<Result> results, Usage usage) {}

    @Override
    public Reply answer(Call call) {
        Fields fields = call.fields(FIELDS);
        model.requireName(fields.text("model"));
        if (fields.require("query").isArray()) {
            throw fields.wrong("query", "one text or image");
        }
        MixedInputs query = MixedInputs.of(fields, "query", images, 1);
        MixedInputs documents = MixedInputs.of(fields, "documents", images, most);
        int top = Math.min(fields.integer("top_n", documents.size(), 1, Integer.MAX_VALUE), documents.size());
        boolean returned = fields.flag("return_documents", false);
        boolean matching = isMatching(fields, query, documents);
        double[] scores = matching ? matching(query, documents, call) : cosines(query, documents, call);
        JsonNode given = fields.require("documents");
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            results.add(new Result(i, scores[i], returned ? document(given.get(i)) : null));
        }
        results.sort(
                Comparator.comparingDouble(Result::relevanceScore).reversed().thenComparingInt(Result::index));
        List<String> texts = new ArrayList<>(query.texts());
        texts.addAll(documents.texts());
        return Reply.json(new Answer(
                java.util.UUID.randomUUID().toString(),
                model.name(),
                matching ? "matching" : "cosine",
                results.subList(0, top),
                new Usage(Arrays.stream(model.model().countTokens(texts)).sum())));
    }

    // In the form {"text": ...}, as the other APIs answer.
    private static JsonNode document(JsonNode given) {
        return given.isString()
                ? tools.jackson.databind.node.JsonNodeFactory.instance
                        .objectNode()
                        .put("text", given.stringValue())
                : given;
    }

    private boolean isMatching(Fields fields, MixedInputs query, MixedInputs documents) {
        boolean crossModal = query.isImage()[0]
                ? documents.images().isEmpty()
                : documents.texts().isEmpty();
        boolean possible = crossModal && model.model().hasMatchingHead();
        String scoring = fields.text("scoring");
        return switch (scoring) {
            case null -> possible;
            case "cosine" -> false;
            case "matching" -> {
                if (!possible) {
                    throw ApiException.invalid(
                            model.model().hasMatchingHead()
                                    ? "\"scoring\": the matching head scores an image with a text; send a text and images, or an image and texts"
                                    : "\"scoring\": this model has no matching head",
                            "scoring");
                }
                yield true;
            }
            default -> throw fields.wrong("scoring", "\"matching\" or \"cosine\"");
        };
    }

    private double[] cosines(MixedInputs query, MixedInputs documents, Call call) {
        float[] ofQuery = query.embed(model, images, call.deadline())[0];
        float[][] ofDocuments = documents.embed(model, images, call.deadline());
        return Arrays.stream(ofDocuments)
                .mapToDouble(each -> Diptych.cosine(ofQuery, each))
                .toArray();
    }

    private double[] matching(MixedInputs query, MixedInputs documents, Call call) {
        if (query.isImage()[0]) {
            EncodedInput image = images.read(query.images(), call.deadline()).getFirst();
            return Arrays.stream(model.matchingScores(image, documents.texts(), call.deadline()))
                    .map(Scores::sigmoid)
                    .toArray();
        }
        return images.read(documents.images(), call.deadline()).stream()
                .mapToDouble(image -> Scores.sigmoid(model.matchingScores(image, query.texts(), call.deadline())[0]))
                .toArray();
    }
}
