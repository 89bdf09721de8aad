package dev.diptych.serve.internal.embed;

import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Call;
import dev.diptych.serve.internal.http.Fields;
import dev.diptych.serve.internal.http.Reply;
import dev.diptych.serve.internal.http.Route.Endpoint;
import dev.diptych.serve.internal.model.ServedModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /v1/embeddings`, in the shape of OpenAI's and Jina's APIs.
///
/// @param most maximum number of inputs of a request
public record EmbeddingsEndpoint(ServedModel model, ImageInputs images, int most) implements Endpoint {

    /// The fields of a request. `user` is OpenAI's label of an end user and has no effect;
    /// `normalized`, `embedding_type`, `truncate` and `task` are Jina's.
    public static final List<String> FIELDS = List.of(
            "model",
            "input",
            "dimensions",
            "encoding_format",
            "user",
            "normalized",
            "embedding_type",
            "truncate",
            "late_chunking",
            "task");

    record Item(String object, int index, Object embedding) {}

    record Usage(int promptTokens, int totalTokens) {}

    record Answer(String object, List<Item> data, String model, Usage usage) {}

    @Override
    public Reply answer(Call call) {
        Fields fields = call.fields(FIELDS);
        model.requireName(fields.text("model"));
        boolean base64 = isBase64(fields);
        refuseOtherSettings(fields);
        int dimensions = fields.integer("dimensions", model.dimensions(), 1, model.dimensions());
        MixedInputs inputs = MixedInputs.of(fields, "input", images, most);
        float[][] embeddings = inputs.embed(model, images, call.deadline());
        List<Item> data = new ArrayList<>(embeddings.length);
        for (int i = 0; i < embeddings.length; i++) {
            float[] embedding = shortened(embeddings[i], dimensions);
            data.add(new Item("embedding", i, base64 ? base64(embedding) : embedding));
        }
        int tokens = Arrays.stream(model.model().countTokens(inputs.texts())).sum();
        return Reply.json(new Answer("list", data, model.name(), new Usage(tokens, tokens)));
    }

    private static boolean isBase64(Fields fields) {
        String openAi = fields.text("encoding_format");
        String jina = fields.text("embedding_type");
        if (openAi != null && jina != null && !openAi.equals(jina)) {
            throw ApiException.invalid("\"encoding_format\" and \"embedding_type\" differ; send one", "embedding_type");
        }
        @Nullable String format = openAi == null ? jina : openAi;
        return switch (format) {
            case null -> false;
            case "float" -> false;
            case "base64" -> true;
            default ->
                throw ApiException.invalid(
                        "\"encoding_format\" must be \"float\" or \"base64\"",
                        openAi == null ? "embedding_type" : "encoding_format");
        };
    }

    // An option that would be without effect is refused.
    private static void refuseOtherSettings(Fields fields) {
        fields.text("user");
        fields.text("task");
        if (!fields.flag("normalized", true)) {
            throw fields.wrong("normalized", "true: embeddings have length 1");
        }
        if (!fields.flag("truncate", true)) {
            throw fields.wrong("truncate", "true: long texts are truncated");
        }
        if (fields.flag("late_chunking", false)) {
            throw fields.wrong("late_chunking", "false: each input is embedded alone");
        }
    }

    /// The first components, scaled to length 1.
    static float[] shortened(float[] embedding, int dimensions) {
        if (dimensions == embedding.length) {
            return embedding;
        }
        double squares = 0;
        for (int i = 0; i < dimensions; i++) {
            squares += (double) embedding[i] * embedding[i];
        }
        double length = Math.sqrt(squares);
        float[] some = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            some[i] = length == 0 ? 0 : (float) (embedding[i] / length);
        }
        return some;
    }

    private static String base64(float[] embedding) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * embedding.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(embedding);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
