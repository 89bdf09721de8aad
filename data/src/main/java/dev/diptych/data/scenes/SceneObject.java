package dev.diptych.data.scenes;

/// Shape with a colour and a size.
public record SceneObject(SceneSize size, SceneColour colour, SceneShape shape) {

    SceneObject with(SceneColour other) {
        return new SceneObject(size, other, shape);
    }

    SceneObject with(SceneShape other) {
        return new SceneObject(size, colour, other);
    }
}
