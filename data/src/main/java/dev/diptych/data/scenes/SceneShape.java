package dev.diptych.data.scenes;

/// The shapes of figures, with their names in captions.
public enum SceneShape {
    CIRCLE("circle", "disc"),
    SQUARE("square"),
    TRIANGLE("triangle"),
    STAR("star"),
    DIAMOND("diamond"),
    PENTAGON("pentagon"),
    CROSS("cross"),
    RING("ring", "hoop");

    private final String name;
    private final String synonym;

    SceneShape(String name) {
        this(name, name);
    }

    SceneShape(String name, String synonym) {
        this.name = name;
        this.synonym = synonym;
    }

    /// One of the shape's names; `choice` is 0 or 1.
    String word(int choice) {
        return choice == 0 ? name : synonym;
    }
}
