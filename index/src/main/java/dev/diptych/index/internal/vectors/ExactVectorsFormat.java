package dev.diptych.index.internal.vectors;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.lucene99.Lucene99FlatVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/// Vectors one after another in a file, without a graph. Registered as a service, because Lucene instantiates formats
/// by their names when it opens a segment.
public final class ExactVectorsFormat extends KnnVectorsFormat {

    /// The largest width of an embedding, in any format.
    public static final int LARGEST_WIDTH = 4096;

    private static final String NAME = "DiptychExactVectors";

    private final Lucene99FlatVectorsFormat flat =
            new Lucene99FlatVectorsFormat(FlatVectorScorerUtil.getLucene99FlatVectorsScorer());

    public ExactVectorsFormat() {
        super(NAME);
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
        return flat.fieldsWriter(state);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
        return flat.fieldsReader(state);
    }

    // Halves are stored as two dimensions of one byte each.
    @Override
    public int getMaxDimensions(String field) {
        return 2 * LARGEST_WIDTH;
    }
}
