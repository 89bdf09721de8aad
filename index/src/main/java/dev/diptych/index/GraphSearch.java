package dev.diptych.index;

import dev.diptych.index.internal.vectors.DotProducts;
import dev.diptych.index.internal.vectors.ExactScan;
import dev.diptych.index.internal.vectors.Segment;
import dev.diptych.index.internal.vectors.TopScores;
import dev.diptych.index.internal.vectors.VectorRows;
import dev.diptych.index.internal.vectors.VectorSample;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.hnsw.HnswGraphProvider;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.hnsw.HnswGraph;

/// Approximate search in the HNSW graphs of an index: the graph proposes candidates by their quantised vectors, which
/// are scored again with the float32 vectors.
final class GraphSearch {

    private GraphSearch() {}

    /// @param vector `[P]` of length 1
    /// @param limit number of documents to return
    /// @param sample vectors from which mean and standard deviation of the cosines are estimated
    static ExactScan.Answer search(
            IndexSearcher searcher,
            List<Segment> segments,
            SearchKind kind,
            float[] vector,
            int limit,
            Query filter,
            VectorSample sample)
            throws IOException {
        var query = new KnnFloatVectorQuery(Fields.VECTOR, vector, candidates(kind, limit), filter);
        TopScores best = new TopScores(limit);
        Map<Segment, VectorRows.Reader> readers = new HashMap<>();
        for (ScoreDoc candidate : searcher.search(query, candidates(kind, limit)).scoreDocs) {
            Segment segment = of(segments, candidate.doc);
            VectorRows.Reader reader = readers.get(segment);
            if (reader == null) {
                reader = segment.rows().reader();
                readers.put(segment, reader);
            }
            float[] found = reader.vector(candidate.doc - segment.firstDocument());
            best.add(candidate.doc, DotProducts.of(found, vector));
        }
        return new ExactScan.Answer(best, sample.cosines(vector));
    }

    /// The cosine of a document and a vector `[P]` of length 1.
    static float cosine(List<Segment> segments, int document, float[] vector) throws IOException {
        Segment segment = of(segments, document);
        return DotProducts.of(segment.rows().reader().vector(document - segment.firstDocument()), vector);
    }

    private static Segment of(List<Segment> segments, int document) {
        Segment found = segments.getFirst();
        for (Segment next : segments) {
            if (next.firstDocument() <= document) {
                found = next;
            }
        }
        return found;
    }

    // One bit per dimension orders candidates roughly, so that more of them are scored again.
    private static int candidates(SearchKind kind, int limit) {
        return switch (kind) {
            case EXACT, EXACT_HALF -> throw new IllegalStateException("an exact index has no graph");
            case HNSW -> Math.max(4 * limit, 100);
            case HNSW_1BIT -> Math.max(20 * limit, 500);
        };
    }

    /// Whether a segment of a kind with graphs has one.
    static boolean hasGraph(LeafReaderContext segment) throws IOException {
        KnnVectorsReader vectors = ((CodecReader) segment.reader()).getVectorReader();
        if (vectors instanceof PerFieldKnnVectorsFormat.FieldsReader fields) {
            vectors = fields.getFieldReader(Fields.VECTOR);
        }
        HnswGraph graph = vectors instanceof HnswGraphProvider provider ? provider.getGraph(Fields.VECTOR) : null;
        return graph != null && graph.size() > 0;
    }
}
