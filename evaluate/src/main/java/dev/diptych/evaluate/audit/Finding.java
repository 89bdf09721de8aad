package dev.diptych.evaluate.audit;

/// One thing that is wrong.
///
/// @param detail what in particular: the other image, the text as it was meant; empty where there is nothing to add
public record Finding(FindingKind kind, String detail) {

    /// `kind` or `kind: detail`, on one line.
    @Override
    public String toString() {
        return detail.isEmpty() ? kind.word() : kind.word() + ": " + detail.replaceAll("\\s+", " ");
    }
}
