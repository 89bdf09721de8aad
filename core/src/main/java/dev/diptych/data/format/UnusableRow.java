package dev.diptych.data.format;

import java.io.Serial;

/// A row of a table, an object of a file or a sample of a shard that cannot be used, where the rest of its file can;
/// the message says why.
final class UnusableRow extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    UnusableRow(String reason) {
        super(reason);
    }

    UnusableRow(String reason, Exception cause) {
        super(reason, cause);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
