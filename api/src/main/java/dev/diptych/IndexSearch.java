package dev.diptych;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageSource;
import dev.diptych.index.Answerability;
import dev.diptych.index.Index;
import dev.diptych.index.VectorHit;
import dev.diptych.index.VectorHits;
import dev.diptych.index.VectorQuery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Searches an index with a model: embeds the parts of each query, searches for their weighted sum,
/// and has the matching head rank the best items again if the query asks for it.
record IndexSearch(Diptych model) {

    List<SearchResult> search(Index index, List<Query> queries) {
        model.requireSameModel(index);
        List<float[]> vectors = vectors(queries);
        List<VectorQuery> searched = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            Query query = queries.get(i);
            int limit = Math.max(query.limit(), query.rerank().orElse(0));
            searched.add(new VectorQuery(vectors.get(i), limit, query.filters(), query.words()));
        }
        List<VectorHits> found = index.search(searched);
        Answerability fitted = index.answerability().orElse(null);
        List<SearchResult> results = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            Query query = queries.get(i);
            results.add(ranked(query, result(found.get(i), query.isOneText() ? fitted : null)));
        }
        return results;
    }

    // The sum of the embeddings of each query's parts with their weights, [P]; all texts are embedded at once.
    private List<float[]> vectors(List<Query> queries) {
        List<String> texts = new ArrayList<>();
        List<Query.ImagePart> images = new ArrayList<>();
        for (Query query : queries) {
            for (Query.Part part : query.parts()) {
                switch (part) {
                    case Query.TextPart text -> texts.add(text.text());
                    case Query.ImagePart image -> images.add(image);
                }
            }
        }
        model.requireKnownTokens(texts);
        float[][] ofTexts = model.embedTexts(texts);
        float[][] ofImages = images(images);
        int text = 0;
        int image = 0;
        List<float[]> sums = new ArrayList<>();
        for (Query query : queries) {
            float[] sum = new float[model.dimensions()];
            for (Query.Part part : query.parts()) {
                float[] embedding = switch (part) {
                    case Query.TextPart _ -> ofTexts[text++];
                    case Query.ImagePart _ -> ofImages[image++];
                };
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += (float) (part.weight() * embedding[i]);
                }
            }
            sums.add(sum);
        }
        return sums;
    }

    private float[][] images(List<Query.ImagePart> images) {
        List<ImageSource> sources = images.stream().map(Query.ImagePart::image).toList();
        return model.embed(sources, (number, reason) -> {
            throw new InvalidInputException(images.get(number).name() + ": " + reason.reason(), reason);
        });
    }

    private static SearchResult result(VectorHits found, @Nullable Answerability fitted) {
        List<Hit> hits = found.hits().stream()
                .map(hit -> hit(hit, found.standardised(hit.cosine()), fitted))
                .toList();
        if (fitted == null) {
            return new SearchResult(hits, OptionalDouble.empty(), OptionalDouble.empty());
        }
        double answerable = fitted.probability(found.best(), found.standardised(found.best()));
        return new SearchResult(hits, OptionalDouble.of(answerable), OptionalDouble.of(fitted.threshold()));
    }

    private static Hit hit(VectorHit hit, double standardised, @Nullable Answerability fitted) {
        OptionalDouble probability = fitted == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(fitted.probability(hit.cosine(), standardised));
        return new Hit(
                hit.id(),
                hit.image(),
                hit.captions(),
                hit.metadata(),
                hit.cosine(),
                standardised,
                probability,
                OptionalDouble.empty());
    }

    private SearchResult ranked(Query query, SearchResult result) {
        if (query.rerank().isEmpty()) {
            return result;
        }
        String text = query.positiveText();
        if (text.isEmpty()) {
            throw new InvalidInputException("the matching head compares images with a text; the query has none");
        }
        if (!model.hasMatchingHead()) {
            throw new InvalidInputException(
                    "this model has no matching head to rank with; train one with model.fusion.enabled");
        }
        int count = Math.min(query.rerank().getAsInt(), result.hits().size());
        List<Hit> first = result.hits().subList(0, count);
        List<FileImage> images = first.stream().map(IndexSearch::image).toList();
        double[] scores = model.matchingScores(images, text);
        List<Hit> ranked = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ranked.add(withScore(first.get(i), scores[i]));
        }
        // Stable: images that cannot be read keep their order at the end.
        ranked.sort(Comparator.comparingDouble((Hit hit) -> hit.matchingScore().orElse(Double.NEGATIVE_INFINITY))
                .reversed());
        ranked.addAll(result.hits().subList(count, result.hits().size()));
        return new SearchResult(
                ranked.subList(0, Math.min(query.limit(), ranked.size())), result.answerable(), result.threshold());
    }

    private static FileImage image(Hit hit) {
        Path file = hit.image();
        if (file == null) {
            throw new InvalidInputException("item " + hit.id()
                    + " has no image file of its own, which the matching head needs; index a folder of images");
        }
        return new FileImage(file);
    }

    private static Hit withScore(Hit hit, double score) {
        return new Hit(
                hit.id(),
                hit.image(),
                hit.captions(),
                hit.metadata(),
                hit.cosine(),
                hit.standardised(),
                hit.matchProbability(),
                Double.isNaN(score) ? OptionalDouble.empty() : OptionalDouble.of(score));
    }
}
