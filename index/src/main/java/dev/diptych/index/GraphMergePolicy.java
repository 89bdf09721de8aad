package dev.diptych.index;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.LogByteSizeMergePolicy;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.jspecify.annotations.Nullable;

/// Merges neighbouring segments; a forced merge also rewrites a single segment that has no graph because it was never
/// merged. Graphs are built in merges, which use several threads ([VectorStorage]).
final class GraphMergePolicy extends LogByteSizeMergePolicy {

    @Override
    public @Nullable MergeSpecification findForcedMerges(
            SegmentInfos infos,
            int maxSegmentCount,
            Map<SegmentCommitInfo, Boolean> segmentsToMerge,
            MergeContext mergeContext)
            throws IOException {
        @Nullable
        MergeSpecification merges = super.findForcedMerges(infos, maxSegmentCount, segmentsToMerge, mergeContext);
        if (merges != null || infos.size() != 1) {
            return merges;
        }
        SegmentCommitInfo only = infos.info(0);
        boolean written = "flush".equals(only.info.getDiagnostics().get("source"));
        if (!written
                || !segmentsToMerge.containsKey(only)
                || mergeContext.getMergingSegments().contains(only)) {
            return null;
        }
        MergeSpecification rewrite = new MergeSpecification();
        rewrite.add(new OneMerge(List.of(only)));
        return rewrite;
    }
}
