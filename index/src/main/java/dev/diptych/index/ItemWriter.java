package dev.diptych.index;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogByteSizeMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.Directory;

/// The one writer of an index. Items keep their order: only neighbouring segments are merged. Confined to one thread at
/// a time.
final class ItemWriter implements Closeable {

    // Vectors in memory before a segment is written.
    private static final double BUFFER_MEGABYTES = 256;

    private final Path path;
    private final IndexWriter writer;
    private final ExecutorService merging;
    private CommitData data;

    private ItemWriter(Path path, IndexWriter writer, ExecutorService merging, CommitData data) {
        this.path = path;
        this.writer = writer;
        this.merging = merging;
        this.data = data;
    }

    /// @throws org.apache.lucene.store.LockObtainFailedException if another writer has opened the index
    static ItemWriter open(Path path, Directory files, CommitData data) throws IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService merging = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("diptych-index-", 0).factory());
        LogByteSizeMergePolicy merges =
                data.settings().kind().isExact() ? new LogByteSizeMergePolicy() : new GraphMergePolicy();
        merges.setMaxMergeMB(Double.MAX_VALUE);
        IndexWriterConfig config = new IndexWriterConfig(CaptionAnalyzer.ofCaptions())
                .setCodec(VectorStorage.codec(data.settings().kind(), threads, merging))
                .setMergePolicy(merges)
                .setRAMBufferSizeMB(BUFFER_MEGABYTES)
                .setCommitOnClose(false);
        try {
            return new ItemWriter(path, new IndexWriter(files, config), merging, data);
        } catch (IOException | RuntimeException failure) {
            merging.shutdownNow();
            throw failure;
        }
    }

    void add(IndexItem item) throws IOException {
        writer.updateDocument(new Term(Fields.ID, item.id()), ItemDocuments.write(item, path, data.settings()));
    }

    void delete(String id) throws IOException {
        writer.deleteDocuments(new Term(Fields.ID, id));
    }

    void deleteAll(Query items) throws IOException {
        writer.deleteDocuments(items);
    }

    void deleteAll() throws IOException {
        writer.deleteAll();
    }

    void compact() throws IOException {
        writer.forceMerge(1);
    }

    void store(Answerability fitted) {
        data = data.with(fitted);
    }

    void commit() throws IOException {
        Map<String, String> texts = data.write(path);
        writer.setLiveCommitData(texts.entrySet());
        writer.commit();
    }

    /// Discards what was not committed.
    @Override
    public void close() throws IOException {
        try {
            writer.rollback();
        } finally {
            merging.shutdownNow();
        }
    }
}
