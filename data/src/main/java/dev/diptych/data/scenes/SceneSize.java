package dev.diptych.data.scenes;

/// Sizes of objects, as fractions of the side of the picture.
public enum SceneSize {
    SMALL(0.12, "small", "little"),
    LARGE(0.18, "large", "big");

    private final double radius;
    private final String name;
    private final String synonym;

    SceneSize(double radius, String name, String synonym) {
        this.radius = radius;
        this.name = name;
        this.synonym = synonym;
    }

    double radius() {
        return radius;
    }

    /// Returns one of the names of the size; `choice` is 0 or 1.
    String word(int choice) {
        return choice == 0 ? name : synonym;
    }
}
