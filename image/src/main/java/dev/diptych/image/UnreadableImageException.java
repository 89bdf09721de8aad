package dev.diptych.image;

import dev.diptych.base.OneLine;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// A file is not a complete image: missing, empty, truncated, corrupt, too large or of an unknown format.
///
/// Checked, because real collections always contain such files; code that reads many counts them and continues.
public final class UnreadableImageException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String name;
    private final String reason;

    public UnreadableImageException(String name, String reason) {
        this(name, reason, null);
    }

    public UnreadableImageException(String name, String reason, @Nullable Throwable cause) {
        super(OneLine.of(name + ": " + reason), cause);
        this.name = name;
        this.reason = OneLine.of(reason);
    }

    /// Creates an exception for an image that does not fit into memory.
    public static UnreadableImageException tooLarge(String name, OutOfMemoryError cause) {
        return new UnreadableImageException(
                name, "it takes more memory than Java has left; raise -Xmx or scale the image down", cause);
    }

    /// Name of the file as given by the caller.
    public String name() {
        return name;
    }

    /// The problem, without the name.
    public String reason() {
        return reason;
    }
}
