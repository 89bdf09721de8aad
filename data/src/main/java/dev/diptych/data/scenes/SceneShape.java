package dev.diptych.data.scenes;

/// Shapes of objects, with their names in captions.
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

    /// Returns one of the names of the shape; `choice` is 0 or 1.
    String word(int choice) {
        return choice == 0 ? name : synonym;
    }
}
