package dev.diptych.index;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.store.ReadAdvice;
import org.jspecify.annotations.Nullable;

/// Embeddings with texts in a directory, and search in them.
///
/// ```java
/// try (Index index = Index.create(directory, new IndexSettings(model, 512, SearchKind.EXACT))) {
///     index.add(List.of(new IndexItem("a.jpg", vector, List.of("a dog"), Path.of("a.jpg"))));
///     index.commit();
///     VectorHits hits = index.search(new VectorQuery(vector, 10));
/// }
/// ```
///
/// Safe for concurrent use by any number of searching threads and processes, and one writer. All searches between two
/// calls of [#refresh] or [#commit] see the same items. Changes become visible, and survive a crash, with
/// [#commit]: a process that ends at any moment leaves the last commit. The first change locks the index for other
/// writers until [#close].
public final class Index implements AutoCloseable {

    private final Path directory;
    private final MMapDirectory files;
    private final Object writing = new Object();
    private volatile Snapshot snapshot;
    private @Nullable ItemWriter writer; // guarded by writing
    private volatile boolean closed;

    private Index(Path directory, MMapDirectory files, Snapshot snapshot) {
        this.directory = directory;
        this.files = files;
        this.snapshot = snapshot;
    }

    /// Creates an empty index in a new or empty directory.
    ///
    /// @throws InvalidInputException if the directory contains an index or other files, or cannot be created
    public static Index create(Path directory, IndexSettings settings) {
        refuseContent(directory);
        return IndexFailures.writing(directory, () -> {
            Files.createDirectories(directory);
            try (MMapDirectory files = files(directory);
                    ItemWriter empty = ItemWriter.open(directory, files, new CommitData(settings, null))) {
                empty.commit();
            }
            return open(directory);
        });
    }

    /// Opens an index.
    ///
    /// @throws InvalidInputException if the directory contains no index, or one that is damaged, unfinished, or of
    ///     another program or version
    public static Index open(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new InvalidInputException(directory + ": no such index; create it with 'diptych index'");
        }
        return IndexFailures.reading(directory, () -> {
            MMapDirectory files = files(directory);
            try {
                return new Index(directory, files, Snapshot.of(directory, DirectoryReader.open(files)));
            } catch (IOException | RuntimeException failure) {
                files.close();
                throw failure;
            }
        });
    }

    /// Whether a directory contains an index with at least one commit.
    public static boolean isAt(Path directory) {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        return IndexFailures.reading(directory, () -> {
            try (MMapDirectory files = files(directory)) {
                return DirectoryReader.indexExists(files);
            }
        });
    }

    /// The directory of the index.
    public Path directory() {
        return directory;
    }

    /// Model, width, kind of search and number of items.
    public IndexInfo info() {
        return read(current -> new IndexInfo(current.data().settings(), current.size()));
    }

    /// Number of items.
    public int size() {
        return read(Snapshot::size);
    }

    /// Number of items that no graph contains, although the kind of the index has graphs: a search compares the query
    /// with each of them. Graphs are built by [#compact], and when the index merges its parts by itself.
    public int itemsWithoutGraph() {
        return read(Snapshot::itemsWithoutGraph);
    }

    /// Names of the metadata fields that at least one item has.
    public SortedSet<String> fields() {
        return read(current -> FilterQueries.fields(current.reader()));
    }

    /// Whether the index has an item with this id.
    public boolean contains(String id) {
        return read(current -> current.item(id) != null);
    }

    /// The item with this id, as a hit with the cosine 1; empty if there is none.
    public Optional<VectorHit> item(String id) {
        return Optional.ofNullable(this.<@Nullable VectorHit>read(current -> current.item(id)));
    }

    /// The stored vector `[P]` of the item with this id, of length 1; empty if there is none.
    public Optional<float[]> vector(String id) {
        return read(current -> Optional.ofNullable(current.vector(id)));
    }

    /// Finds the items for a query.
    ///
    /// @throws InvalidInputException if the index is empty, the query has another width than the index or no
    ///     direction, or a filter names an unknown field
    public VectorHits search(VectorQuery query) {
        return search(List.of(query)).getFirst();
    }

    /// Finds the items for several queries in one pass over the vectors, which is faster than one after another.
    /// Results are in the order of the queries.
    ///
    /// @throws InvalidInputException as in [#search(VectorQuery)]
    public List<VectorHits> search(List<VectorQuery> queries) {
        return queries.isEmpty() ? List.of() : read(current -> current.search(queries));
    }

    /// Items with captions, evenly spaced over the index; about `count` if it has as many.
    public List<VectorHit> sample(int count) {
        return read(current -> current.sample(count));
    }

    /// The different words of a text, reduced to stems as in captions, with the number of items whose captions contain
    /// them. Deleted items count until their part of the index is rewritten.
    public SequencedMap<String, Integer> wordFrequencies(String text) {
        return read(current -> current.wordFrequencies(text));
    }

    /// The best scores of queries for something that no searched item has; the results have no hits. All vectors are
    /// compared, whatever the kind of search.
    public List<VectorHits> searchHeldOut(List<HeldOutQuery> queries) {
        return read(current -> current.searchHeldOut(queries));
    }

    /// Probability that the index has an item that fits a query; empty if none was stored.
    public Optional<Answerability> answerability() {
        return Optional.ofNullable(
                this.<@Nullable Answerability>read(current -> current.data().answerability()));
    }

    /// Adds items after the existing ones. An item with the id of an existing one replaces it.
    ///
    /// @throws InvalidInputException if a vector has another width than the index or no direction, or another
    ///     writer has opened the index
    /// @throws java.io.UncheckedIOException if the index cannot be written, for example because the disk is full
    public void add(List<IndexItem> items) {
        write(open -> {
            for (IndexItem item : items) {
                open.add(item);
            }
        });
    }

    /// Deletes the items with these ids; unknown ids are ignored.
    ///
    /// @throws InvalidInputException if another writer has opened the index
    public void delete(Collection<String> ids) {
        write(open -> {
            for (String id : ids) {
                open.delete(id);
            }
        });
    }

    /// Deletes the items that fulfil a condition.
    ///
    /// @throws InvalidInputException if no item of the visible commit has a field of the
    ///     condition, or another writer has opened the index
    public void delete(Filter filter) {
        Query items = read(current -> FilterQueries.query(directory, current.reader(), List.of(filter)));
        write(open -> open.deleteAll(items));
    }

    /// Deletes all items.
    ///
    /// @throws InvalidInputException if another writer has opened the index
    public void deleteAll() {
        write(ItemWriter::deleteAll);
    }

    /// Stores a fitted probability; durable and visible with the next commit.
    public void store(Answerability fitted) {
        write(open -> open.store(fitted));
    }

    /// Makes all changes durable and visible at once, then refreshes this index.
    ///
    /// @throws java.io.UncheckedIOException if the index cannot be written; the previous commit is intact
    public void commit() {
        synchronized (writing) {
            if (writer != null) {
                ItemWriter open = writer;
                IndexFailures.writing(directory, () -> {
                    open.commit();
                    return true;
                });
            }
        }
        refresh();
    }

    /// Merges the parts of the index into one and commits; that builds the graph of all items, if the kind has one.
    public void compact() {
        write(ItemWriter::compact);
        commit();
    }

    /// Makes the latest commit visible, whichever process made it.
    ///
    /// @return whether there was a newer one
    public boolean refresh() {
        synchronized (files) {
            requireOpen();
            return IndexFailures.reading(directory, () -> {
                Snapshot old = snapshot;
                DirectoryReader newer = DirectoryReader.openIfChanged(old.reader());
                if (newer == null) {
                    return false;
                }
                snapshot = Snapshot.of(directory, newer);
                old.release();
                return true;
            });
        }
    }

    /// Discards changes that were not committed, and frees the index for other writers. Must not be called while
    /// another thread uses the index.
    @Override
    public void close() {
        synchronized (writing) {
            if (closed) {
                return;
            }
            closed = true;
            IndexFailures.writing(directory, () -> {
                if (writer != null) {
                    writer.close();
                    writer = null;
                }
                snapshot.release();
                files.close();
                return true;
            });
        }
    }

    /// Reads from a snapshot.
    interface Reading<T extends @Nullable Object> {
        T from(Snapshot current) throws IOException;
    }

    private interface Writing {
        void to(ItemWriter open) throws IOException;
    }

    <T extends @Nullable Object> T read(Reading<T> reading) {
        Snapshot current = acquired();
        return IndexFailures.reading(directory, () -> {
            try {
                return reading.from(current);
            } finally {
                current.release();
            }
        });
    }

    private Snapshot acquired() {
        while (true) {
            requireOpen();
            Snapshot current = snapshot;
            if (current.acquire()) {
                return current;
            }
        }
    }

    private void write(Writing change) {
        synchronized (writing) {
            requireOpen();
            IndexFailures.writing(directory, () -> {
                if (writer == null) {
                    writer = ItemWriter.open(directory, files, snapshot.data());
                }
                change.to(writer);
                return true;
            });
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(directory + ": this index is closed");
        }
    }

    // Pages are read ahead, also those of vectors: an exact search reads them in order.
    private static MMapDirectory files(Path directory) throws IOException {
        MMapDirectory files = new MMapDirectory(directory);
        files.setReadAdvice((_, _) -> Optional.of(ReadAdvice.NORMAL));
        return files;
    }

    private static void refuseContent(Path directory) {
        if (isAt(directory)) {
            throw new InvalidInputException(
                    directory + ": an index exists already; open it, or choose another directory");
        }
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new InvalidInputException(directory + ": an index needs a directory, but this is a file");
        }
        if (!Files.exists(directory)) {
            return;
        }
        IndexFailures.reading(directory, () -> {
            try (Stream<Path> entries = Files.list(directory)) {
                // A process that ended before its first commit leaves the lock and the files of Lucene.
                Optional<Path> other =
                        entries.filter(entry -> !isOfLucene(entry)).findFirst();
                other.ifPresent(file -> {
                    throw new InvalidInputException(directory + ": contains other files, such as " + file.getFileName()
                            + "; an index needs an empty or new directory");
                });
                return true;
            }
        });
    }

    private static boolean isOfLucene(Path file) {
        String name = file.getFileName().toString();
        return name.equals("write.lock") || name.startsWith("pending_segments") || name.startsWith("_");
    }
}
