package dev.diptych.data.scenes;

/// A shape of one colour and size.
public record SceneObject(SceneSize size, SceneColour colour, SceneShape shape) {

    SceneObject with(SceneColour other) {
        return new SceneObject(size, other, shape);
    }

    SceneObject with(SceneShape other) {
        return new SceneObject(size, colour, other);
    }
}
