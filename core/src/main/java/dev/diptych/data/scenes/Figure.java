package dev.diptych.data.scenes;

/// A shape of one colour and size.
public record Figure(SceneSize size, SceneColour colour, SceneShape shape) {

    Figure with(SceneColour other) {
        return new Figure(size, other, shape);
    }

    Figure with(SceneShape other) {
        return new Figure(size, colour, other);
    }
}
