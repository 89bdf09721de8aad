package dev.diptych.serve.internal.embed;

import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Call;
import dev.diptych.serve.internal.http.Reply;
import dev.diptych.serve.internal.http.Route.Endpoint;
import dev.diptych.serve.internal.model.ServedModel;
import java.time.Instant;
import java.util.List;

/// `GET /v1/models` and `GET /v1/models/{model}`, in the shape of OpenAI's API.
public record ModelsEndpoint(ServedModel model, Instant created) implements Endpoint {

    record Model(
            String id,
            String object,
            long created,
            String ownedBy,
            int dimensions,
            boolean matching,
            boolean calibrated) {}

    record Models(String object, List<Model> data) {}

    @Override
    public Reply answer(Call call) {
        return Reply.json(new Models("list", List.of(description())));
    }

    /// The endpoint of one model.
    public Reply one(Call call) {
        String name = call.parameter("model");
        if (!name.equals(model.name())) {
            throw ApiException.unknownModel(name, model.name());
        }
        return Reply.json(description());
    }

    private Model description() {
        return new Model(
                model.name(),
                "model",
                created.getEpochSecond(),
                "diptych",
                model.dimensions(),
                model.model().hasMatchingHead(),
                model.model().calibration().isPresent());
    }
}
