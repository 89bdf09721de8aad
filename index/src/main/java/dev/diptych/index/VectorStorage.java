package dev.diptych.index;

import dev.diptych.index.internal.numpy.Halves;
import dev.diptych.index.internal.vectors.ExactVectorsFormat;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnByteVectorField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/// How each kind of index stores its vectors in Lucene.
final class VectorStorage {

    // Neighbours of a node, and candidates while the graph is built: twice Lucene's defaults. Queries of text are
    // far from all images, and need a denser graph.
    private static final int NEIGHBOURS = 32;
    private static final int CANDIDATES = 200;

    // Lucene builds a graph for a segment of n vectors if n > ln(n) times this number: from 9,119 on. Smaller segments
    // are scanned.
    private static final int GRAPH_THRESHOLD = 1_000;

    private VectorStorage() {}

    /// The codec of a writer.
    ///
    /// @param threads number of threads that merge graphs
    static Codec codec(SearchKind kind, int threads, ExecutorService executor) {
        KnnVectorsFormat format = switch (kind) {
            case EXACT, EXACT_HALF -> new ExactVectorsFormat();
            case HNSW -> new Graph(ScalarEncoding.UNSIGNED_BYTE, threads, executor);
            case HNSW_1BIT -> new Graph(ScalarEncoding.SINGLE_BIT_QUERY_NIBBLE, threads, executor);
        };
        return new Lucene104Codec() {
            @Override
            public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return format;
            }
        };
    }

    /// The field of an embedding of length 1.
    static Field field(SearchKind kind, float[] vector) {
        return switch (kind) {
            case EXACT, HNSW, HNSW_1BIT ->
                new KnnFloatVectorField(Fields.VECTOR, vector, VectorSimilarityFunction.DOT_PRODUCT);
            case EXACT_HALF ->
                new KnnByteVectorField(Fields.VECTOR, Halves.encode(vector), VectorSimilarityFunction.DOT_PRODUCT);
        };
    }

    // A new segment has no graph: one thread would build it, and its first merge would build it again.
    private static final class Graph extends Lucene104HnswScalarQuantizedVectorsFormat {

        private final Lucene104HnswScalarQuantizedVectorsFormat withoutGraph;

        Graph(ScalarEncoding encoding, int threads, ExecutorService executor) {
            super(encoding, NEIGHBOURS, CANDIDATES, threads, threads > 1 ? executor : null, GRAPH_THRESHOLD);
            withoutGraph = new Lucene104HnswScalarQuantizedVectorsFormat(
                    encoding, NEIGHBOURS, CANDIDATES, 1, null, Integer.MAX_VALUE);
        }

        @Override
        public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
            boolean merge = state.context.context() == IOContext.Context.MERGE;
            return merge ? super.fieldsWriter(state) : withoutGraph.fieldsWriter(state);
        }

        @Override
        public int getMaxDimensions(String field) {
            return IndexSettings.LARGEST_WIDTH;
        }
    }
}
