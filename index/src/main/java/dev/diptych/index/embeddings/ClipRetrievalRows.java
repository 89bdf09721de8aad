package dev.diptych.index.embeddings;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of all partitions of clip-retrieval's layout.
final class ClipRetrievalRows implements EmbeddingRows {

    private final EmbeddingManifest manifest;
    private final EmbeddingKind kind;
    private final Iterator<ClipRetrievalReader.Partition> partitions;
    private @Nullable PartitionReader open;
    private long id;

    ClipRetrievalRows(EmbeddingManifest manifest, List<ClipRetrievalReader.Partition> partitions, EmbeddingKind kind) {
        this.manifest = manifest;
        this.kind = kind;
        this.partitions = partitions.iterator();
    }

    @Override
    public @Nullable EmbeddingRow next() {
        while (true) {
            if (open == null) {
                if (!partitions.hasNext()) {
                    return null;
                }
                ClipRetrievalReader.Partition partition = partitions.next();
                open = PartitionReader.open(partition, partition.of(kind), manifest.metadata());
            }
            if (open.hasNext()) {
                return open.next(id++);
            }
            close();
        }
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
