package dev.diptych.image;

import dev.diptych.base.OneLine;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// A file that is not a whole image: missing, empty, truncated, corrupt, too large or of an unknown format.
///
/// Checked, because in real collections some files always are; who reads many counts them and goes on.
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

    /// For an image whose content or pixels found no room.
    public static UnreadableImageException tooLarge(String name, OutOfMemoryError cause) {
        return new UnreadableImageException(
                name, "it takes more memory than Java has left; raise -Xmx or scale the image down", cause);
    }

    /// The file's name as the caller gave it.
    public String name() {
        return name;
    }

    /// What is wrong, without the name.
    public String reason() {
        return reason;
    }
}
