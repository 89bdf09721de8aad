package dev.diptych.serve.internal.review;

import dev.diptych.base.ContentDigest;
import dev.diptych.base.InvalidInputException;
import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.review.Decision.Action;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An audit with the decisions about its pairs. Safe for concurrent use: decisions are made one after
/// another, and one that is based on an outdated state of its pair is refused.
final class Review implements AutoCloseable {

    /// The longest corrected caption, in characters.
    static final int LONGEST_CAPTION = 10_000;

    /// State of a pair.
    ///
    /// @param version number of decisions about it, undone ones included
    /// @param decision the valid one; null for none
    record State(AuditRow pair, int version, @Nullable Decision decision) {

        /// The caption in the cleaned data; null if the pair is not part of it.
        @Nullable
        String cleaned() {
            if (decision == null) {
                return pair.kept() ? pair.caption() : null;
            }
            return switch (decision.action()) {
                case KEEP -> pair.caption();
                case CORRECT -> decision.caption();
                case DROP, UNDO -> null;
            };
        }
    }

    private final Path directory;
    private final List<AuditRow> rows;
    private final DecisionLog log;
    private final int[] versions; // by row - 1
    private final List<Deque<Decision>> valid = new ArrayList<>(); // by row - 1

    private Review(Path directory, List<AuditRow> rows, DecisionLog log) {
        this.directory = directory;
        this.rows = List.copyOf(rows);
        this.log = log;
        this.versions = new int[rows.size()];
        rows.forEach(_ -> valid.add(new ArrayDeque<>()));
        for (Decision decision : log.decisions()) {
            if (decision.row() > rows.size()) {
                throw new InvalidInputException(
                        "%s: row %d does not exist".formatted(directory.resolve(DecisionLog.FILE), decision.row()));
            }
            apply(decision);
        }
    }

    /// Opens the result of an audit.
    ///
    /// @throws InvalidInputException if the directory does not contain one, or its decisions cannot be
    ///     read
    static Review open(Path directory) {
        Path table = directory.resolve("audit.csv");
        List<AuditRow> rows = AuditTable.read(table);
        DecisionLog log = DecisionLog.open(directory.resolve(DecisionLog.FILE), digest(table));
        try {
            return new Review(directory, rows, log);
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    private static String digest(Path file) {
        try {
            return HexFormat.of()
                    .formatHex(new ContentDigest()
                            .bytes(ByteBuffer.wrap(Files.readAllBytes(file)))
                            .bytes());
        } catch (IOException e) {
            throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    Path directory() {
        return directory;
    }

    List<AuditRow> rows() {
        return rows;
    }

    /// @throws ApiException if the row does not exist
    synchronized State state(int row) {
        if (row < 1 || row > rows.size()) {
            throw ApiException.refused(404, "the audit has no row " + row, "not_found");
        }
        return new State(
                rows.get(row - 1), versions[row - 1], valid.get(row - 1).peekLast());
    }

    /// Number of decisions, undone ones included.
    synchronized long sequence() {
        return log.size();
    }

    /// All decisions after the first `count`, in their order.
    synchronized List<Decision> since(long count) {
        List<Decision> all = log.decisions();
        return all.subList((int) Math.min(count, all.size()), all.size());
    }

    /// Makes and stores a decision. Returns the new state of the pair.
    ///
    /// @param version of the state that the decision is based on
    /// @throws ApiException if the state has changed since, or there is nothing to undo
    synchronized State decide(int row, Action action, @Nullable String caption, int version) {
        State state = state(row);
        if (state.version() != version) {
            throw ApiException.refused(
                    409, "row " + row + " was decided in another window in the meantime", "changed_elsewhere");
        }
        if (action == Action.UNDO && state.decision() == null) {
            throw ApiException.refused(409, "row " + row + " has no decision to undo", "nothing_to_undo");
        }
        String time = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        Decision decision = new Decision(log.size() + 1L, time, row, action, caption);
        log.append(decision, state.pair());
        apply(decision);
        notifyAll();
        return state(row);
    }

    private void apply(Decision decision) {
        int row = decision.row() - 1;
        versions[row]++;
        switch (decision.action()) {
            case KEEP, CORRECT, DROP -> valid.get(row).addLast(decision);
            case UNDO -> valid.get(row).pollLast();
        }
    }

    /// Waits until there are more than `count` decisions, at most for a time.
    synchronized void awaitMore(long count, long milliseconds) throws InterruptedException {
        long end = System.nanoTime() + milliseconds * 1_000_000;
        long rest = milliseconds;
        while (log.size() <= count && rest > 0) {
            wait(rest);
            rest = (end - System.nanoTime()) / 1_000_000;
        }
    }

    @Override
    public synchronized void close() {
        log.close();
    }
}
