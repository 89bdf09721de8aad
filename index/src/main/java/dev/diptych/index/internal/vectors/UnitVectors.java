package dev.diptych.index.internal.vectors;

import dev.diptych.base.InvalidInputException;

/// Vectors of length 1.
public final class UnitVectors {

    private UnitVectors() {}

    /// A copy of a vector with length 1; its bits if its length is 1 already.
    ///
    /// @param what names the vector in messages
    /// @throws InvalidInputException if its width is another one, it is zero, or a component is not finite
    public static float[] of(float[] vector, int width, String what) {
        if (vector.length != width) {
            throw new InvalidInputException(what + " has " + vector.length + " dimensions, but the index has " + width
                    + "; use the model of the index");
        }
        double squares = 0;
        for (float component : vector) {
            squares += (double) component * component;
        }
        if (!Double.isFinite(squares) || squares == 0) {
            throw new InvalidInputException(
                    what + (squares == 0 ? " is zero" : " is not finite") + ": it has no direction; leave it out");
        }
        float[] unit = vector.clone();
        double length = Math.sqrt(squares);
        if (Math.abs(length - 1) > ROUNDING) {
            for (int i = 0; i < unit.length; i++) {
                unit[i] = (float) (vector[i] / length);
            }
        }
        return unit;
    }

    // Lengths that float32 components of a normalised vector can have.
    private static final double ROUNDING = 1e-6;
}
