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
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
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
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        all.add(MatchAllDocsQuery.INSTANCE, Occur.FILTER);
        for (Filter filter : filters) {
            requireKnown(directory, reader, filter.field());
            switch (filter) {
                case Filter.Equal equal -> all.add(term(equal.field(), equal.value()), Occur.FILTER);
                case Filter.Different different -> all.add(term(different.field(), different.value()), Occur.MUST_NOT);
                case Filter.Range range -> {
                    String number = Fields.number(range.field());
                    if (FieldInfos.getMergedFieldInfos(reader).fieldInfo(number) == null) {
                        throw new InvalidInputException(directory + ": no value of the field " + range.field()
                                + " is a number; compare it by = or !=");
                    }
                    all.add(DoublePoint.newRangeQuery(number, range.low(), range.high()), Occur.FILTER);
                }
            }
        }
        return all.build();
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

    private static Query term(String field, String value) {
        return new TermQuery(new Term(Fields.keyword(field), value));
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
