package dev.diptych.data.scenes;

/// The sizes of figures, as shares of the picture's side.
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

    /// One of the size's names; `choice` is 0 or 1.
    String word(int choice) {
        return choice == 0 ? name : synonym;
    }
}
