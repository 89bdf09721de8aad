package dev.diptych;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageSource;
import dev.diptych.index.Filter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// What to search for in an index: texts and images, whose embeddings are added with their weights.
///
/// ```java
/// Query.text("a dog on a beach").not("a cat").filter("year>=2020").limit(20)
/// ```
///
/// Immutable; thread-safe.
///
/// @param parts texts and images, at least one of positive weight
/// @param filters conditions on metadata that every hit fulfils
/// @param limit number of hits
/// @param rerank number of best items that the model's matching head orders again; empty for none
/// @param words words that captions should contain, whose ranking is combined with that of the embeddings; null for
///     none
public record Query(
        List<Part> parts,
        List<Filter> filters,
        int limit,
        OptionalInt rerank,
        @Nullable String words) {

    /// Number of hits unless another is given.
    public static final int LIMIT = 10;

    /// Weight of a text that must not fit, unless another is given.
    public static final double NEGATIVE_WEIGHT = -0.5;

    /// A text or an image of a query.
    public sealed interface Part {

        /// Factor of its embedding; negative for what must not fit.
        double weight();
    }

    /// A text of a query.
    public record TextPart(String text, double weight) implements Part {}

    /// An image of a query.
    ///
    /// @param name for messages
    public record ImagePart(String name, ImageSource image, double weight) implements Part {}

    /// @throws InvalidInputException if no part has a positive weight, a weight is not finite, or a number is less
    ///     than 1
    public Query {
        parts = List.copyOf(parts);
        filters = List.copyOf(filters);
        if (parts.stream().noneMatch(part -> part.weight() > 0)) {
            throw new InvalidInputException("a query needs a text or an image to search for");
        }
        if (!parts.stream().allMatch(part -> Double.isFinite(part.weight()))) {
            throw new InvalidInputException("the weight of a text or an image must be a finite number");
        }
        if (limit < 1) {
            throw new InvalidInputException("the number of hits must be at least 1, but is " + limit);
        }
        if (rerank.isPresent() && rerank.getAsInt() < 1) {
            throw new InvalidInputException(
                    "the number of items to rank again must be at least 1, but is " + rerank.getAsInt());
        }
    }

    /// A query for a text.
    public static Query text(String text) {
        return of(new TextPart(text, 1));
    }

    /// A query for images similar to an image file.
    public static Query image(Path file) {
        return image(file.toString(), new FileImage(file));
    }

    /// A query for images similar to an image from anywhere.
    ///
    /// @param name for messages
    public static Query image(String name, ImageSource image) {
        return of(new ImagePart(name, image, 1));
    }

    private static Query of(Part part) {
        return new Query(List.of(part), List.of(), LIMIT, OptionalInt.empty(), null);
    }

    /// Also searches for this text or image.
    public Query and(Part part) {
        List<Part> more = new ArrayList<>(parts);
        more.add(part);
        return new Query(more, filters, limit, rerank, words);
    }

    /// Also searches for this text, with weight 1.
    public Query and(String text) {
        return and(new TextPart(text, 1));
    }

    /// Also searches for images similar to this file, with weight 1.
    public Query and(Path image) {
        return and(new ImagePart(image.toString(), new FileImage(image), 1));
    }

    /// Avoids what fits this text, with the weight [#NEGATIVE_WEIGHT].
    public Query not(String text) {
        return and(new TextPart(text, NEGATIVE_WEIGHT));
    }

    /// Also requires a condition such as `category=shoe` or `price<20`: see [Filter#parse].
    ///
    /// @throws InvalidInputException if it is not one
    public Query filter(String condition) {
        return filter(Filter.parse(condition));
    }

    /// Also requires a condition.
    public Query filter(Filter condition) {
        List<Filter> more = new ArrayList<>(filters);
        more.add(condition);
        return new Query(parts, more, limit, rerank, words);
    }

    /// Returns at most this number of hits.
    public Query limit(int hits) {
        return new Query(parts, filters, hits, rerank, words);
    }

    /// Orders this number of best items again by the model's matching head, which reads their image files.
    public Query rerank(int items) {
        return new Query(parts, filters, limit, OptionalInt.of(items), words);
    }

    /// Combines the ranking with that of captions by these words.
    public Query words(String text) {
        return new Query(parts, filters, limit, rerank, text);
    }

    /// Whether the query is one text. The probability that an index has a fitting item is estimated from such
    /// queries. Images and sums of embeddings have other cosines.
    boolean isOneText() {
        return parts.size() == 1 && parts.getFirst() instanceof TextPart;
    }

    /// The texts of positive weight, separated by `, `: what the matching head compares images with.
    String positiveText() {
        return String.join(
                ", ",
                parts.stream()
                        .filter(part -> part instanceof TextPart && part.weight() > 0)
                        .map(part -> ((TextPart) part).text())
                        .toList());
    }
}
