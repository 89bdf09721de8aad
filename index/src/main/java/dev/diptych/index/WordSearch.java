package dev.diptych.index;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/// Search for words in captions, by BM25 (Robertson and Zaragoza, 2009).
final class WordSearch {

    private WordSearch() {}

    /// Documents with at least one of the words, best first.
    ///
    /// @throws InvalidInputException if the text has no word
    static List<Integer> documents(IndexSearcher searcher, String words, Query filter, int limit) throws IOException {
        Set<String> terms = terms(words);
        if (terms.isEmpty()) {
            throw new InvalidInputException("the words \"" + words + "\" contain no letter or digit to search for");
        }
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (String term : terms) {
            any.add(new TermQuery(new Term(Fields.CAPTION, term)), Occur.SHOULD);
        }
        BooleanQuery query = new BooleanQuery.Builder()
                .add(any.build(), Occur.MUST)
                .add(filter, Occur.FILTER)
                .build();
        List<Integer> documents = new ArrayList<>();
        Arrays.stream(searcher.search(query, limit).scoreDocs).forEach(hit -> documents.add(hit.doc));
        return documents;
    }

    /// The different terms of a text, in order.
    static Set<String> terms(String text) {
        try (CaptionAnalyzer analyzer = CaptionAnalyzer.ofQueries()) {
            return new LinkedHashSet<>(analyzer.terms(text));
        }
    }

    /// The documents none of whose captions contains a term.
    static Query without(String term) {
        return new BooleanQuery.Builder()
                .add(MatchAllDocsQuery.INSTANCE, Occur.FILTER)
                .add(new TermQuery(new Term(Fields.CAPTION, term)), Occur.MUST_NOT)
                .build();
    }

    /// Number of documents whose captions contain a term, deleted ones included until segments are merged.
    static int frequency(IndexReader reader, String term) throws IOException {
        return reader.docFreq(new Term(Fields.CAPTION, term));
    }
}
