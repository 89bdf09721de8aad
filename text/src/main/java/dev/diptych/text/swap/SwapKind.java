package dev.diptych.text.swap;

import java.util.Locale;

/// Kind of the change in a hard negative caption.
public enum SwapKind {
    /// Two objects are exchanged.
    OBJECT,
    /// Two objects have exchanged their attributes.
    ATTRIBUTE,
    /// An object has another colour.
    COLOUR,
    /// The number of objects differs.
    NUMBER,
    /// An object is on another side of another one.
    RELATION;

    /// Its name in a table of hard negative captions: the lower-case name.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
