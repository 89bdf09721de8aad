package dev.diptych.evaluate.audit;

import java.util.Locale;

/// Kinds of findings about an image, a caption or a pair.
public enum FindingKind {
    MISMATCH("Image and caption do not match"),
    UNREADABLE_IMAGE("The image cannot be read"),
    TINY_IMAGE("The image is smaller than a quarter of the model's input"),
    ODD_ASPECT("The aspect ratio is unusual"),
    ODD_SIZE("The image is far smaller or larger than the others"),
    ONE_COLOUR("The image has only one colour"),
    BLURRY("The image is blurry"),
    DARK("The image is too dark"),
    LIGHT("The image is too light (over-exposed)"),
    LOW_INFORMATION("The image contains little information"),
    GREYSCALE("The image is greyscale, unlike most others"),
    LEAK("The image is also in the other data set"),
    EXACT_DUPLICATE("Another image has the same pixels"),
    NEAR_DUPLICATE("Another image is nearly the same"),
    EMPTY_CAPTION("The caption is empty"),
    MOJIBAKE("The caption was decoded with the wrong encoding"),
    DAMAGED_CAPTION("The caption contains replacement or control characters"),
    TRUNCATED_CAPTION("The caption is truncated"),
    NO_SENTENCE("The caption is a file name, a URL or has no words"),
    MARKUP("The caption contains HTML"),
    REPEATED_CAPTION("The image has this caption twice"),
    SHARED_CAPTION("Several images have this caption");

    private final String meaning;

    FindingKind(String meaning) {
        this.meaning = meaning;
    }

    /// A phrase for reports.
    public String meaning() {
        return meaning;
    }

    /// The name in tables and JSON, such as `near_duplicate`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
