package dev.diptych.index;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A query with the embedding of what is searched for.
///
/// @param vector `[P]` of any length but zero
/// @param limit number of hits, at least 1
/// @param filters conditions that every hit fulfils
/// @param words words that captions should contain (BM25); their ranking is combined with that of the cosines by
///     reciprocal rank fusion (Cormack et al., 2009); null to rank by cosine alone
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record VectorQuery(
        float[] vector,
        int limit,
        List<Filter> filters,
        @Nullable String words) {

    /// @throws IllegalArgumentException if the limit is less than 1
    public VectorQuery {
        filters = List.copyOf(filters);
        if (limit < 1) {
            throw new IllegalArgumentException("the number of hits must be at least 1, but is " + limit);
        }
    }

    /// A query for the items with the largest cosines.
    public VectorQuery(float[] vector, int limit) {
        this(vector, limit, List.of(), null);
    }
}
