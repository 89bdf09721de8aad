package dev.diptych.serve.internal.search;

import dev.diptych.Hit;
import dev.diptych.Query;
import dev.diptych.SearchResult;
import dev.diptych.base.InvalidInputException;
import dev.diptych.data.FileImage;
import dev.diptych.index.Filter;
import dev.diptych.index.VectorHit;
import dev.diptych.serve.internal.embed.ImageInputs;
import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Call;
import dev.diptych.serve.internal.http.Fields;
import dev.diptych.serve.internal.http.Reply;
import dev.diptych.serve.internal.http.Route.Endpoint;
import dev.diptych.serve.internal.model.ImageReader.EncodedInput;
import dev.diptych.serve.internal.model.ServedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `POST /search`: finds the items of the index that fit a text, images and examples of the index best.
public record SearchEndpoint(ServedIndex index, ServedModel model, ImageInputs images) implements Endpoint {

    public static final List<String> FIELDS = List.of(
            "text", "images", "not", "more_like", "less_like", "filters", "limit", "rerank", "words", "image_weight");

    private static final int MOST_PARTS = 16;
    private static final int MOST_HITS = 1000;
    private static final int MOST_RERANKED = 1000;
    private static final double LARGEST_WEIGHT = 10;

    /// @param standardised standard deviations by which the cosine exceeds the mean of all items
    /// @param probability that the item fits; null if the index has no fitted probability
    /// @param matching log-odds of the matching head; null unless the hit was ranked again
    record Result(
            String id,
            List<String> captions,
            Map<String, String> metadata,
            double cosine,
            double standardised,
            @Nullable Double probability,
            @Nullable Double matching) {}

    /// @param items number of items of the index
    record Answer(
            List<Result> hits,
            @Nullable Double answerable,
            @Nullable Double threshold,
            boolean nothingFits,
            int items) {}

    @Override
    public Reply answer(Call call) {
        Fields fields = call.fields(FIELDS);
        Query query = query(fields, call);
        try {
            SearchResult found = model.queue().call(() -> model.model().search(index.index(), query), call.deadline());
            return Reply.json(new Answer(
                    found.hits().stream().map(SearchEndpoint::result).toList(),
                    boxed(found.answerable()),
                    boxed(found.threshold()),
                    found.nothingFits(),
                    index.index().size()));
        } catch (InvalidInputException e) {
            throw ApiException.invalid(String.valueOf(e.getMessage()), null);
        }
    }

    private Query query(Fields fields, Call call) {
        List<Query.Part> parts = new ArrayList<>();
        String text = fields.text("text");
        if (text != null) {
            parts.add(new Query.TextPart(nonBlank(fields, "text", text), 1));
        }
        double weight = fields.number("image_weight", 1, 0, LARGEST_WEIGHT);
        parts.addAll(images(fields, weight, call));
        for (String word : texts(fields, "not")) {
            parts.add(new Query.TextPart(nonBlank(fields, "not", word), Query.NEGATIVE_WEIGHT));
        }
        for (String id : texts(fields, "more_like")) {
            parts.add(example(id, "more_like", weight));
        }
        for (String id : texts(fields, "less_like")) {
            parts.add(example(id, "less_like", Query.NEGATIVE_WEIGHT));
        }
        int rerank = fields.integer("rerank", 0, 1, MOST_RERANKED);
        try {
            List<Filter> filters =
                    texts(fields, "filters").stream().map(Filter::parse).toList();
            return new Query(
                    parts,
                    filters,
                    fields.integer("limit", Query.LIMIT, 1, MOST_HITS),
                    rerank == 0 ? OptionalInt.empty() : OptionalInt.of(rerank),
                    fields.text("words"));
        } catch (InvalidInputException e) {
            throw ApiException.invalid(String.valueOf(e.getMessage()), null);
        }
    }

    private List<Query.Part> images(Fields fields, double weight, Call call) {
        JsonNode given = fields.get("images");
        if (given == null) {
            return List.of();
        }
        if (!given.isArray() || given.size() > MOST_PARTS) {
            throw fields.wrong("images", "a list of at most " + MOST_PARTS + " images");
        }
        List<ImageInputs.Reference> references = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            references.add(images.reference(given.get(i), "images[" + i + "]"));
        }
        List<Query.Part> parts = new ArrayList<>();
        for (EncodedInput image : images.read(references, call.deadline())) {
            parts.add(new Query.ImagePart(image.field(), () -> model.images().decode(image), weight));
        }
        return parts;
    }

    private Query.Part example(String id, String field, double weight) {
        Path file = index.index()
                .item(id)
                .map(VectorHit::image)
                .orElseThrow(() -> ApiException.invalid(
                        "\"" + field + "\": the index has no item " + id + " with an image file", field));
        return new Query.ImagePart(id, new FileImage(file), weight);
    }

    private static List<String> texts(Fields fields, String name) {
        JsonNode given = fields.get(name);
        return given == null || given.isArray() && given.isEmpty() ? List.of() : fields.requireTexts(name, MOST_PARTS);
    }

    private static String nonBlank(Fields fields, String name, String text) {
        if (text.isBlank()) {
            throw fields.wrong(name, "a text that is not blank");
        }
        return text;
    }

    private static Result result(Hit hit) {
        return new Result(
                hit.id(),
                hit.captions(),
                hit.metadata(),
                hit.cosine(),
                hit.standardised(),
                boxed(hit.matchProbability()),
                boxed(hit.matchingScore()));
    }

    private static @Nullable Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
