package dev.diptych.index;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.NearestWord;
import dev.diptych.index.internal.vectors.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;

/// Filters as Lucene queries, and the documents that fulfil them.
final class FilterQueries {

    private static final int SHOWN_FIELDS = 10;

    private FilterQueries() {}

    /// Names of the metadata fields.
    static SortedSet<String> fields(IndexReader reader) {
        SortedSet<String> names = new TreeSet<>();
        for (FieldInfo field : FieldInfos.getMergedFieldInfos(reader)) {
            if (Fields.isKeyword(field.name)) {
                names.add(Fields.metadata(field.name));
            }
        }
        return names;
    }

    /// The query that all filters together are.
    ///
    /// @throws InvalidInputException if a field is unknown, or has no numbers but is compared with one
    static Query query(Path directory, IndexReader reader, List<Filter> filters) {
        return query(directory, reader, new Filter.All(filters));
    }

    private static Query query(Path directory, IndexReader reader, Filter filter) {
        return switch (filter) {
            case Filter.Equal(String field, String value) ->
                new TermQuery(new Term(keyword(directory, reader, field), value));
            case Filter.Different(String field, String value) ->
                not(new TermQuery(new Term(keyword(directory, reader, field), value)));
            case Filter.Range(String field, double low, double high) ->
                DoublePoint.newRangeQuery(number(directory, reader, field), low, high);
            case Filter.OneOf(String field, List<String> values) ->
                new TermInSetQuery(
                        keyword(directory, reader, field),
                        values.stream().map(BytesRef::new).toList());
            case Filter.TextRange range ->
                TermRangeQuery.newStringRange(
                        keyword(directory, reader, range.field()),
                        range.low(),
                        range.high(),
                        range.includesLow(),
                        range.includesHigh());
            case Filter.Contains(String field, String text) ->
                new WildcardQuery(new Term(keyword(directory, reader, field), "*" + literal(text) + "*"));
            case Filter.All(List<Filter> filters) -> {
                BooleanQuery.Builder all = new BooleanQuery.Builder();
                all.add(MatchAllDocsQuery.INSTANCE, Occur.FILTER);
                filters.forEach(each -> all.add(query(directory, reader, each), Occur.FILTER));
                yield all.build();
            }
            case Filter.Any(List<Filter> filters) -> {
                BooleanQuery.Builder any = new BooleanQuery.Builder();
                filters.forEach(each -> any.add(query(directory, reader, each), Occur.SHOULD));
                yield any.build();
            }
            case Filter.Not(Filter negated) -> not(query(directory, reader, negated));
        };
    }

    private static Query not(Query query) {
        return new BooleanQuery.Builder()
                .add(MatchAllDocsQuery.INSTANCE, Occur.FILTER)
                .add(query, Occur.MUST_NOT)
                .build();
    }

    private static String keyword(Path directory, IndexReader reader, String field) {
        requireKnown(directory, reader, field);
        return Fields.keyword(field);
    }

    private static String number(Path directory, IndexReader reader, String field) {
        requireKnown(directory, reader, field);
        String number = Fields.number(field);
        if (FieldInfos.getMergedFieldInfos(reader).fieldInfo(number) == null) {
            throw new InvalidInputException(
                    directory + ": no value of the field " + field + " is a number; compare it by = or !=");
        }
        return number;
    }

    // A text without wildcards.
    private static String literal(String text) {
        return text.replaceAll("[\\\\*?]", "\\\\$0");
    }

    /// For each segment the documents that a query matches.
    static FixedBitSet[] matching(IndexSearcher searcher, List<Segment> segments, Query query) throws IOException {
        Weight weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
        List<FixedBitSet> matching = new ArrayList<>();
        for (Segment segment : segments) {
            LeafReaderContext leaf = segment.context();
            FixedBitSet documents = new FixedBitSet(leaf.reader().maxDoc());
            Scorer scorer = weight.scorer(leaf);
            if (scorer != null) {
                documents.or(scorer.iterator());
            }
            matching.add(documents);
        }
        return matching.toArray(FixedBitSet[]::new);
    }

    private static void requireKnown(Path directory, IndexReader reader, String field) {
        SortedSet<String> known = fields(reader);
        if (known.contains(field)) {
            return;
        }
        String hint;
        if (known.isEmpty()) {
            hint = "no item has metadata";
        } else {
            hint = NearestWord.of(field, known)
                    .map(near -> "did you mean " + near + "?")
                    .orElse("its fields are "
                            + String.join(
                                    ", ", known.stream().limit(SHOWN_FIELDS).toList())
                            + (known.size() > SHOWN_FIELDS ? ", ..." : ""));
        }
        throw new InvalidInputException(directory + ": unknown field " + field + "; " + hint);
    }
}
