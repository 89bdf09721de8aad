package dev.diptych.data.scenes;

import dev.diptych.base.InvalidInputException;

/// Numbers and kinds of generated scenes.
///
/// @param training number of training scenes
/// @param validation number of validation scenes
/// @param test number of test scenes
/// @param side width and height of a picture in pixels
/// @param captions number of different captions of a scene
/// @param threeFigures fraction of scenes, 0 to 1, with three objects; the others have two
public record SceneOptions(
        long seed, int training, int validation, int test, int side, int captions, double threeFigures) {

    private static final int SMALLEST_SIDE = 16;

    public SceneOptions {
        if (training < 1 || validation < 0 || test < 0) {
            throw new InvalidInputException(
                    "Scenes: %d for training, %d for validation and %d for test cannot be generated"
                            .formatted(training, validation, test));
        }
        if (side < SMALLEST_SIDE) {
            throw new InvalidInputException("Scenes of %d pixels are too small to be distinguished; use at least %d"
                    .formatted(side, SMALLEST_SIDE));
        }
        if (captions < 1) {
            throw new InvalidInputException("A scene needs at least 1 caption, not %d".formatted(captions));
        }
        if (!(threeFigures >= 0 && threeFigures <= 1)) {
            throw new InvalidInputException(
                    "The share of scenes with three objects is %s; it must be from 0 to 1".formatted(threeFigures));
        }
    }

    /// 8,000 training scenes, 500 for validation and 500 for test, of 48 pixels, with 4 captions each and three
    /// objects in 30 % of the scenes.
    public static SceneOptions defaults(long seed) {
        return new SceneOptions(seed, 8000, 500, 500, 48, 4, 0.3);
    }
}
