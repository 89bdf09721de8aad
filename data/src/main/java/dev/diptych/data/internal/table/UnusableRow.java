package dev.diptych.data.internal.table;

import java.io.Serial;

/// A row of a table, an object of a file or a sample of a shard is invalid, while the rest of its file is usable; the
/// message states the problem.
public final class UnusableRow extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public UnusableRow(String reason) {
        super(reason);
    }

    public UnusableRow(String reason, Exception cause) {
        super(reason, cause);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
