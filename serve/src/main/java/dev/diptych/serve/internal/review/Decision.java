package dev.diptych.serve.internal.review;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A decision about a pair.
///
/// @param sequence number from 1, in the order of all decisions
/// @param time in UTC, in ISO 8601
/// @param row of the audit
/// @param caption the corrected caption; null for the other actions
record Decision(
        long sequence,
        String time,
        int row,
        Action action,
        @Nullable String caption) {

    /// What is done with a pair.
    enum Action {
        /// It stays in the data, whatever the audit found.
        KEEP,
        /// It stays with another caption.
        CORRECT,
        /// It is removed.
        DROP,
        /// The last decision that was not undone yet is undone.
        UNDO;

        /// The name in requests and files.
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
