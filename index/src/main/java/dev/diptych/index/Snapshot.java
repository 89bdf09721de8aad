package dev.diptych.index;

import dev.diptych.base.InvalidInputException;
import dev.diptych.index.internal.vectors.ExactScan;
import dev.diptych.index.internal.vectors.Segment;
import dev.diptych.index.internal.vectors.TopScores;
import dev.diptych.index.internal.vectors.UnitVectors;
import dev.diptych.index.internal.vectors.VectorRows;
import dev.diptych.index.internal.vectors.VectorSample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/// One commit of an index: what searches see until the next refresh. Thread-safe; used between [#acquire] and
/// [#release].
final class Snapshot {

    // Documents of each ranking that take part in the fusion of words and vectors.
    private static final int FUSED = 1000;

    // Held-out queries of a pass over the vectors.
    private static final int HELD_OUT_BATCH = 64;

    private final Path directory;
    private final DirectoryReader reader;
    private final IndexSearcher searcher;
    private final List<Segment> segments;
    private final CommitData data;
    private volatile @Nullable VectorSample sample; // read when a graph is searched

    private Snapshot(Path directory, DirectoryReader reader, List<Segment> segments, CommitData data) {
        this.directory = directory;
        this.reader = reader;
        this.searcher = new IndexSearcher(reader);
        this.segments = segments;
        this.data = data;
    }

    /// @param reader closed with the snapshot
    /// @throws InvalidInputException if the index is damaged, or of another program
    static Snapshot of(Path directory, DirectoryReader reader) throws IOException {
        CommitData data = CommitData.read(directory, reader.getIndexCommit().getUserData());
        List<Segment> segments = new ArrayList<>();
        for (LeafReaderContext leaf : reader.leaves()) {
            segments.add(new Segment(leaf, rows(leaf, data.settings())));
        }
        return new Snapshot(directory, reader, segments, data);
    }

    private static VectorRows rows(LeafReaderContext leaf, IndexSettings settings) throws IOException {
        boolean half = settings.kind() == SearchKind.EXACT_HALF;
        return VectorRows.of(
                leaf.reader(),
                Fields.VECTOR,
                settings.width(),
                half,
                settings.kind().isExact());
    }

    /// Whether the snapshot may be used; false after it was closed.
    boolean acquire() {
        return reader.tryIncRef();
    }

    void release() throws IOException {
        reader.decRef();
    }

    DirectoryReader reader() {
        return reader;
    }

    IndexSearcher searcher() {
        return searcher;
    }

    List<Segment> segments() {
        return segments;
    }

    CommitData data() {
        return data;
    }

    int size() {
        return reader.numDocs();
    }

    /// Number of items in segments without a graph; 0 for kinds that have none.
    int itemsWithoutGraph() throws IOException {
        if (data.settings().kind().isExact()) {
            return 0;
        }
        int items = 0;
        for (LeafReaderContext leaf : reader.leaves()) {
            if (!GraphSearch.hasGraph(leaf)) {
                items += leaf.reader().numDocs();
            }
        }
        return items;
    }

    /// Results in the order of the queries.
    ///
    /// @throws InvalidInputException if the index is empty, or a query does not fit it
    List<VectorHits> search(List<VectorQuery> queries) throws IOException {
        if (size() == 0) {
            throw new InvalidInputException(directory + ": the index is empty; add items with 'diptych index'");
        }
        List<VectorHits> results = new ArrayList<>();
        List<ExactScan.Answer> answers = nearest(queries);
        StoredFields stored = reader.storedFields();
        for (int i = 0; i < queries.size(); i++) {
            VectorQuery query = queries.get(i);
            TopScores.Scored[] sorted = answers.get(i).best().sorted();
            Map<Integer, Float> cosines = new HashMap<>();
            List<Integer> ranking = new ArrayList<>();
            for (TopScores.Scored each : sorted) {
                ranking.add(each.document());
                cosines.put(each.document(), each.score());
            }
            List<VectorHit> hits = new ArrayList<>();
            for (int document : first(query.limit(), fused(query, ranking))) {
                Float known = cosines.get(document);
                float cosine = known == null ? GraphSearch.cosine(segments, document, unit(query.vector())) : known;
                hits.add(ItemDocuments.hit(stored.document(document), directory, cosine));
            }
            results.add(result(hits, answers.get(i)));
        }
        return results;
    }

    /// The stored item with an id, without its vector; null if there is none.
    @Nullable
    VectorHit item(String id) throws IOException {
        int document = document(id);
        return document < 0 ? null : ItemDocuments.hit(reader.storedFields().document(document), directory, 1);
    }

    /// The vector of the item with an id, `[P]`; null if there is none.
    float @Nullable [] vector(String id) throws IOException {
        int document = document(id);
        if (document < 0) {
            return null;
        }
        Segment segment = segments.get(ReaderUtil.subIndex(document, reader.leaves()));
        return segment.rows()
                .reader()
                .vector(document - segment.firstDocument())
                .clone();
    }

    // -1 if there is none.
    private int document(String id) throws IOException {
        var found = searcher.search(new TermQuery(new Term(Fields.ID, id)), 1).scoreDocs;
        return found.length == 0 ? -1 : found[0].doc;
    }

    /// Items with captions, evenly spaced; at most about `count`.
    List<VectorHit> sample(int count) throws IOException {
        List<VectorHit> items = new ArrayList<>();
        StoredFields stored = reader.storedFields();
        int step = Math.max(1, reader.maxDoc() / count);
        for (Segment segment : segments) {
            int first = Math.floorMod(-segment.firstDocument(), step);
            for (int row = first; row < segment.rows().count(); row += step) {
                if (segment.rows().isLive(row)) {
                    VectorHit item = ItemDocuments.hit(stored.document(segment.firstDocument() + row), directory, 1);
                    if (!item.captions().isEmpty()) {
                        items.add(item);
                    }
                }
            }
        }
        return items;
    }

    SequencedMap<String, Integer> wordFrequencies(String text) throws IOException {
        SequencedMap<String, Integer> frequencies = new LinkedHashMap<>();
        for (String term : WordSearch.terms(text)) {
            frequencies.put(term, WordSearch.frequency(reader, term));
        }
        return frequencies;
    }

    /// Results without hits.
    List<VectorHits> searchHeldOut(List<HeldOutQuery> queries) throws IOException {
        List<VectorHits> results = new ArrayList<>();
        Map<String, FixedBitSet[]> scopes = new HashMap<>();
        for (int from = 0; from < queries.size(); from += HELD_OUT_BATCH) {
            List<ExactScan.Question> questions = new ArrayList<>();
            for (HeldOutQuery query : queries.subList(from, Math.min(from + HELD_OUT_BATCH, queries.size()))) {
                FixedBitSet[] scope = scopes.get(query.word());
                if (scope == null) {
                    scope = FilterQueries.matching(searcher, segments, WordSearch.without(query.word()));
                    scopes.put(query.word(), scope);
                }
                questions.add(new ExactScan.Question(unit(query.vector()), 1, scope, null));
            }
            for (ExactScan.Answer answer : scan(questions)) {
                results.add(result(List.of(), answer));
            }
            scopes.clear(); // a set has a bit for each item
        }
        return results;
    }

    private List<ExactScan.Answer> scan(List<ExactScan.Question> questions) {
        IndexSettings settings = data.settings();
        return ExactScan.scan(segments, questions, settings.width(), settings.kind() == SearchKind.EXACT_HALF);
    }

    private static VectorHits result(List<VectorHit> hits, ExactScan.Answer answer) {
        TopScores.Scored[] sorted = answer.best().sorted();
        double best = sorted.length == 0 ? Double.NaN : sorted[0].score();
        return new VectorHits(hits, best, answer.all().mean(), answer.all().standardDeviation());
    }

    private List<ExactScan.Answer> nearest(List<VectorQuery> queries) throws IOException {
        SearchKind kind = data.settings().kind();
        Map<List<Filter>, FixedBitSet[]> known = new HashMap<>();
        List<ExactScan.Question> questions = new ArrayList<>();
        List<ExactScan.Answer> answers = new ArrayList<>();
        for (VectorQuery query : queries) {
            int limit = Math.min(size(), query.words() == null ? query.limit() : Math.max(FUSED, query.limit()));
            float[] vector = unit(query.vector());
            if (!kind.isExact()) {
                answers.add(GraphSearch.search(searcher, segments, kind, vector, limit, filter(query), graphSample()));
                continue;
            }
            FixedBitSet[] accepted = known.get(query.filters());
            if (accepted == null && !query.filters().isEmpty()) {
                accepted = FilterQueries.matching(searcher, segments, filter(query));
                known.put(query.filters(), accepted);
            }
            questions.add(new ExactScan.Question(vector, limit, null, accepted));
        }
        return kind.isExact() ? scan(questions) : answers;
    }

    private VectorSample graphSample() throws IOException {
        VectorSample known = sample;
        if (known == null) {
            known = VectorSample.of(segments);
            sample = known;
        }
        return known;
    }

    private List<Integer> fused(VectorQuery query, List<Integer> ranking) throws IOException {
        String words = query.words();
        if (words == null) {
            return ranking;
        }
        List<Integer> byWords = WordSearch.documents(searcher, words, filter(query), Math.max(FUSED, query.limit()));
        return RankFusion.fuse(List.of(ranking, byWords));
    }

    private Query filter(VectorQuery query) {
        return FilterQueries.query(directory, reader, query.filters());
    }

    private float[] unit(float[] vector) {
        return UnitVectors.of(vector, data.settings().width(), directory + ": the vector of the query");
    }

    private static List<Integer> first(int limit, List<Integer> documents) {
        return documents.subList(0, Math.min(limit, documents.size()));
    }
}
