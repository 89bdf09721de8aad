package dev.diptych.evaluate.audit;

/// One finding of an audit.
///
/// @param detail details, such as the other image or the corrected text; may be empty
public record Finding(FindingKind kind, String detail) {

    /// `kind` or `kind: detail`, on one line.
    @Override
    public String toString() {
        return detail.isEmpty() ? kind.word() : kind.word() + ": " + detail.replaceAll("\\s+", " ");
    }
}
