package dev.diptych.hub;

import java.io.IOException;
import java.io.Serial;

/// The hub could not give what it was asked for, through no fault of the call: it may succeed later.
///
/// The message is one line that says which model and file, what happened and what to do.
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
