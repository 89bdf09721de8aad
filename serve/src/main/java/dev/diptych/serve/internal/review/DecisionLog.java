package dev.diptych.serve.internal.review;

import dev.diptych.base.InvalidInputException;
import dev.diptych.serve.internal.http.Json;
import dev.diptych.serve.internal.review.Decision.Action;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The file of decisions: one JSON object per line, appended and forced to disk before a decision is
/// acknowledged. The first line names the audit by a digest of its table. An incomplete last line,
/// left by a crash, is removed. The file is locked, so that two servers cannot write to it. Not
/// thread-safe.
final class DecisionLog implements AutoCloseable {

    static final String FILE = "decisions.jsonl";

    private final Path path;
    private final RandomAccessFile file; // not a channel: an interrupt of the thread would close it
    private final List<Decision> decisions = new ArrayList<>();

    private DecisionLog(Path path, RandomAccessFile file) {
        this.path = path;
        this.file = file;
    }

    /// Opens or creates the log of an audit.
    ///
    /// @param digest of the table of the audit
    /// @throws InvalidInputException if another server uses it, it belongs to another audit, or a line
    ///     is damaged
    static DecisionLog open(Path path, String digest) {
        RandomAccessFile file;
        try {
            file = new RandomAccessFile(path.toFile(), "rw");
        } catch (IOException e) {
            throw new InvalidInputException(path + ": cannot be written: " + e.getMessage(), e);
        }
        DecisionLog log = new DecisionLog(path, file);
        try {
            log.lock();
            log.load(digest);
        } catch (IOException e) {
            log.close();
            throw new UncheckedIOException(path + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
        return log;
    }

    private void lock() throws IOException {
        try {
            if (file.getChannel().tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // the same process; reported below
        }
        throw new InvalidInputException(path + ": another server reviews this audit; stop it first");
    }

    private void load(String digest) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        file.setLength(end);
        file.seek(end);
        String[] lines = new String(bytes, 0, end, StandardCharsets.UTF_8).split("\n", -1);
        if (end == 0) {
            append(Map.of("audit", digest));
            return;
        }
        if (!tree(lines[0], 1).path("audit").asString("").equals(digest)) {
            throw new InvalidInputException(
                    path + ": holds the decisions about another audit; move it away to begin a new review");
        }
        for (int line = 1; line < lines.length - 1; line++) {
            decisions.add(decision(lines[line], line + 1));
        }
    }

    private JsonNode tree(String line, int number) {
        try {
            return Json.mapper().readTree(line);
        } catch (JacksonException e) {
            throw new InvalidInputException(
                    path + ", line " + number + ": not a decision; restore the file or move it away", e);
        }
    }

    private Decision decision(String line, int number) {
        JsonNode tree = tree(line, number);
        Action action = Stream.of(Action.values())
                .filter(each -> each.label().equals(tree.path("action").asString("")))
                .findFirst()
                .orElse(null);
        @Nullable
        String caption = tree.path("caption").isString() ? tree.path("caption").stringValue() : null;
        int row = tree.path("row").asInt(0);
        if (action == null || row < 1 || tree.path("sequence").asLong(0) != decisions.size() + 1) {
            throw new InvalidInputException(
                    path + ", line " + number + ": not a decision; restore the file or move it away");
        }
        return new Decision(decisions.size() + 1, tree.path("time").asString(""), row, action, caption);
    }

    /// All decisions, in their order.
    List<Decision> decisions() {
        return List.copyOf(decisions);
    }

    int size() {
        return decisions.size();
    }

    /// Appends a decision; it is on disk when this returns.
    ///
    /// @param pair the pair, recorded so that the log can be read without the audit
    /// @throws UncheckedIOException if it cannot be written; the file is as before then
    void append(Decision decision, AuditRow pair) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("sequence", decision.sequence());
        line.put("time", decision.time());
        line.put("row", decision.row());
        line.put("action", decision.action().label());
        if (decision.caption() != null) {
            line.put("caption", decision.caption());
        }
        line.put("image", pair.image());
        line.put("original", pair.caption());
        append(line);
        decisions.add(decision);
    }

    private void append(Map<String, ?> line) {
        byte[] bytes = (Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            long start = file.getFilePointer();
            try {
                file.write(bytes);
                file.getFD().sync();
            } catch (IOException e) {
                file.setLength(start);
                file.seek(start);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": the decision could not be stored: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
