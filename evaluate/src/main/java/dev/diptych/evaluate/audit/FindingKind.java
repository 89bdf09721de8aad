package dev.diptych.evaluate.audit;

import java.util.Locale;

/// What can be wrong with an image, a caption or a pair.
public enum FindingKind {
    MISMATCH("Image and caption do not belong together"),
    UNREADABLE_IMAGE("The image cannot be read"),
    TINY_IMAGE("The image is smaller than a quarter of what the model looks at"),
    EXTREME_ASPECT("The image is more than four times as long as it is wide, or the other way round"),
    ONE_COLOUR("The image shows one colour only"),
    LEAK("The image is in the other data set too"),
    EXACT_DUPLICATE("Another image has the same pixels"),
    NEAR_DUPLICATE("Another image is nearly the same"),
    EMPTY_CAPTION("The caption is empty"),
    MOJIBAKE("The caption was read in the wrong encoding"),
    DAMAGED_CAPTION("The caption has characters that stand for lost ones, or control characters"),
    TRUNCATED_CAPTION("The caption ends in the middle"),
    NO_SENTENCE("The caption is a file name, an address or has no word"),
    MARKUP("The caption holds HTML"),
    REPEATED_CAPTION("The image has this caption twice"),
    SHARED_CAPTION("Several images have this caption");

    private final String meaning;

    FindingKind(String meaning) {
        this.meaning = meaning;
    }

    /// A sentence without its full stop.
    public String meaning() {
        return meaning;
    }

    /// The word for it in tables and JSON, say `near_duplicate`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
