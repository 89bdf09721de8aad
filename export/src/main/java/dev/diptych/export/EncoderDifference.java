package dev.diptych.export;

/// Difference between an exported encoder and the model's.
///
/// @param encoder `vision` or `text`
/// @param difference largest absolute difference between embeddings of unit length; NaN if one is NaN
public record EncoderDifference(String encoder, double difference) {

    /// Largest difference at which two encoders are considered equal.
    public static final double TOLERANCE = 1e-4;

    public boolean agrees() {
        return difference <= TOLERANCE;
    }
}
