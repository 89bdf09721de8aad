package dev.diptych.index.internal.vectors;

import org.apache.lucene.index.LeafReaderContext;

/// A part of an index that was written at once.
///
/// @param context the segment in Lucene
/// @param rows its vectors
public record Segment(LeafReaderContext context, VectorRows rows) {

    /// Number of its first document in the index.
    public int firstDocument() {
        return context.docBase;
    }
}
