package dev.diptych.langchain4j;

import dev.diptych.index.Filter;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.store.embedding.filter.comparison.ContainsString;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThan;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsIn;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThan;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotIn;
import dev.langchain4j.store.embedding.filter.logical.And;
import dev.langchain4j.store.embedding.filter.logical.Not;
import dev.langchain4j.store.embedding.filter.logical.Or;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// LangChain4j's filters as those of an index.
///
/// @param known the metadata fields of the index; no item fulfils a comparison with another field
record IndexFilters(Set<String> known) {

    private static final Filter NOTHING = new Filter.Any(List.of());

    // Larger integers have neighbours that are the same float64.
    private static final double LARGEST_EXACT = 1L << 53;

    /// @throws UnsupportedFeatureException for a filter that the index has no equivalent of
    static Filter of(dev.langchain4j.store.embedding.filter.Filter filter, Set<String> known) {
        return new IndexFilters(known).filter(filter);
    }

    private Filter filter(dev.langchain4j.store.embedding.filter.Filter filter) {
        return switch (filter) {
            case And and -> new Filter.All(List.of(filter(and.left()), filter(and.right())));
            case Or or -> new Filter.Any(List.of(filter(or.left()), filter(or.right())));
            case Not not -> new Filter.Not(filter(not.expression()));
            case IsEqualTo equal -> equal(equal.key(), equal.comparisonValue());
            case IsNotEqualTo different -> new Filter.Not(equal(different.key(), different.comparisonValue()));
            case IsIn in -> anyOf(in.key(), in.comparisonValues());
            case IsNotIn in -> new Filter.Not(anyOf(in.key(), in.comparisonValues()));
            case IsLessThan less -> below(less.key(), less.comparisonValue(), false);
            case IsLessThanOrEqualTo less -> below(less.key(), less.comparisonValue(), true);
            case IsGreaterThan greater -> above(greater.key(), greater.comparisonValue(), false);
            case IsGreaterThanOrEqualTo greater -> above(greater.key(), greater.comparisonValue(), true);
            case ContainsString contains ->
                known(contains.key(), new Filter.Contains(contains.key(), contains.comparisonValue()));
            default ->
                throw new UnsupportedFeatureException(
                        "the index has no filter " + filter.getClass().getSimpleName());
        };
    }

    private Filter known(String field, Filter filter) {
        return known.contains(field) ? filter : NOTHING;
    }

    private Filter anyOf(String field, Collection<?> values) {
        return new Filter.Any(values.stream().map(value -> equal(field, value)).toList());
    }

    // A number is equal to its other spellings: 1 and 1.0.
    private Filter equal(String field, Object value) {
        if (value instanceof Number number) {
            double exact = Double.parseDouble(number.toString());
            if (Math.abs(exact) < LARGEST_EXACT) {
                return known(field, new Filter.Range(field, exact, exact));
            }
        }
        return known(field, new Filter.Equal(field, text(field, value)));
    }

    private Filter below(String field, Object value, boolean included) {
        if (value instanceof Number number) {
            double high = exact(field, number);
            return known(
                    field, new Filter.Range(field, Double.NEGATIVE_INFINITY, included ? high : Math.nextDown(high)));
        }
        return known(field, new Filter.TextRange(field, null, true, text(field, value), included));
    }

    private Filter above(String field, Object value, boolean included) {
        if (value instanceof Number number) {
            double low = exact(field, number);
            return known(field, new Filter.Range(field, included ? low : Math.nextUp(low), Double.POSITIVE_INFINITY));
        }
        return known(field, new Filter.TextRange(field, text(field, value), included, null, true));
    }

    private static double exact(String field, Number number) {
        double exact = Double.parseDouble(number.toString());
        if (Double.isFinite(exact) && (Math.abs(exact) < LARGEST_EXACT || number instanceof Double)) {
            return exact;
        }
        throw new UnsupportedFeatureException("the field " + field + " cannot be compared with " + number
                + ": the index compares numbers as float64, which represents integers up to 2^53");
    }

    private static String text(String field, Object value) {
        return switch (value) {
            case String text -> text;
            case UUID id -> id.toString();
            case Number number -> number.toString();
            default ->
                throw new UnsupportedFeatureException("the field " + field + " cannot be compared with a "
                        + value.getClass().getSimpleName() + "; pass a text, a number or a UUID");
        };
    }
}
