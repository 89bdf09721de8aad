package dev.diptych.text.swap;

import java.util.Locale;

/// What makes a caption untrue.
public enum SwapKind {
    /// Two things have changed places.
    OBJECT,
    /// Two things have exchanged what is said of them.
    ATTRIBUTE,
    /// A thing has another colour.
    COLOUR,
    /// There are more or fewer of them.
    NUMBER,
    /// A thing is elsewhere, seen from another.
    RELATION;

    /// The word for it in a table of swapped captions: the name in lower case.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
