package dev.diptych.index;

import dev.diptych.index.internal.vectors.CosineSums;
import dev.diptych.index.internal.vectors.ExactScan;
import dev.diptych.index.internal.vectors.Segment;
import dev.diptych.index.internal.vectors.TopScores;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;

/// Approximate search in the HNSW graphs of an index: the graph proposes candidates by their quantised vectors, which
/// are scored again with the float32 vectors.
final class GraphSearch {

    // Items whose cosines stand for those of all.
    private static final int SAMPLE = 16_384;

    private GraphSearch() {}

    /// @param vector `[P]` of length 1
    /// @param limit number of documents to return
    static ExactScan.Answer search(
            IndexSearcher searcher, List<Segment> segments, SearchKind kind, float[] vector, int limit, Query filter)
            throws IOException {
        var query = new KnnFloatVectorQuery(Fields.VECTOR, vector, candidates(kind, limit), filter);
        TopScores best = new TopScores(limit);
        for (ScoreDoc candidate : searcher.search(query, candidates(kind, limit)).scoreDocs) {
            best.add(candidate.doc, cosine(segments, candidate.doc, vector));
        }
        return new ExactScan.Answer(best, sample(segments, vector));
    }

    /// The cosine of a document and a vector `[P]` of length 1.
    static float cosine(List<Segment> segments, int document, float[] vector) throws IOException {
        Segment segment = segments.getFirst();
        for (Segment next : segments) {
            if (next.firstDocument() <= document) {
                segment = next;
            }
        }
        return segment.rows().product(document - segment.firstDocument(), vector);
    }

    // One bit per dimension orders candidates roughly, so that more of them are scored again.
    private static int candidates(SearchKind kind, int limit) {
        return switch (kind) {
            case EXACT, EXACT_HALF -> throw new IllegalStateException("an exact index has no graph");
            case HNSW -> Math.max(4 * limit, 100);
            case HNSW_1BIT -> Math.max(20 * limit, 500);
        };
    }

    private static CosineSums sample(List<Segment> segments, float[] vector) throws IOException {
        long all = segments.stream().mapToLong(segment -> segment.rows().count()).sum();
        int step = (int) Math.max(1, all / SAMPLE);
        CosineSums sums = new CosineSums();
        for (Segment segment : segments) {
            // The same documents, however the items are divided into segments.
            int first = Math.floorMod(-segment.firstDocument(), step);
            for (int row = first; row < segment.rows().count(); row += step) {
                if (segment.rows().isLive(row)) {
                    sums.add(segment.rows().product(row, vector));
                }
            }
        }
        return sums;
    }
}
