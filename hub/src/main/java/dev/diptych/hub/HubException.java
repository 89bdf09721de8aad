package dev.diptych.hub;

import java.io.IOException;
import java.io.Serial;

/// The hub could not fulfil a valid request; it may succeed later.
///
/// The message is one line that names the model, the file, the problem and the remedy.
public final class HubException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    HubException(String message) {
        super(message);
    }

    HubException(String message, Throwable cause) {
        super(message, cause);
    }
}
