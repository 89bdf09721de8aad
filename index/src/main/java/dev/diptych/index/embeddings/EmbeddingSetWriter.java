package dev.diptych.index.embeddings;

import dev.diptych.base.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/// Writes the images or captions of an embedding directory in the order of the data set. The rows of
/// the part that is being written are in memory. Confined to one thread.
public final class EmbeddingSetWriter {

    private final EmbeddingWriter writer;
    private final EmbeddingKind kind;
    private final List<EmbeddingRow> rows = new ArrayList<>();
    private EmbeddingSet set;

    EmbeddingSetWriter(EmbeddingWriter writer, EmbeddingKind kind, EmbeddingSet set) {
        this.writer = writer;
        this.kind = kind;
        this.set = set;
    }

    /// The items that complete parts cover; writing continues after them.
    public EmbeddingSet committed() {
        return set;
    }

    /// Number of rows in memory.
    public int pending() {
        return rows.size();
    }

    /// Adds a row to the part in memory.
    ///
    /// @throws IllegalArgumentException if its id does not follow that of the row before it, or its
    ///     vector has another width
    public void write(EmbeddingRow row) {
        long before = rows.isEmpty() ? set.covered() - 1 : rows.getLast().id();
        if (row.id() <= before || row.id() >= set.items()) {
            throw new IllegalArgumentException(
                    "row %d cannot follow row %d of %d".formatted(row.id(), before, set.items()));
        }
        if (row.vector().length != writer.manifest().width()) {
            throw new IllegalArgumentException("a vector of width %d among those of width %d"
                    .formatted(row.vector().length, writer.manifest().width()));
        }
        rows.add(row);
    }

    /// Ends the part: when the method returns, it is on disk.
    ///
    /// @param to item after the last one that the part covers
    /// @param unreadable the items that it covers without a row
    /// @throws java.io.UncheckedIOException if it cannot be written, for example on a full disk;
    ///     earlier parts are intact
    /// @throws IllegalArgumentException if rows and unreadable items are not as many as the items
    public void commit(long to, List<UnreadableItem> unreadable) {
        if (to <= set.covered() || to > set.items() || rows.size() + unreadable.size() != to - set.covered()) {
            throw new IllegalArgumentException("%d rows and %d unreadable items cannot cover the items %d to %d of %d"
                    .formatted(rows.size(), unreadable.size(), set.covered(), to, set.items()));
        }
        set = writer.commit(kind, set, to, rows, unreadable);
        rows.clear();
    }

    /// @throws InvalidInputException if more than this share of the items, 0 to 1, is unreadable;
    ///     names the first
    public void requireReadable(double permittedShare, List<UnreadableItem> more) {
        List<UnreadableItem> all = new ArrayList<>(set.unreadable());
        all.addAll(more);
        if (all.size() > permittedShare * set.items()) {
            UnreadableItem first = all.getFirst();
            throw new InvalidInputException(
                    "%d of %d %s cannot be read, more than the permitted share of %s: %s (%s); repair or remove them"
                            .formatted(
                                    all.size(),
                                    set.items(),
                                    kind.text(),
                                    permittedShare,
                                    first.name(),
                                    first.reason()));
        }
    }
}
