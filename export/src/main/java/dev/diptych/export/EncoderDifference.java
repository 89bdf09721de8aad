package dev.diptych.export;

/// How far an exported tower is from the model's own.
///
/// @param tower `vision` or `text`
/// @param difference the largest between two numbers of embeddings of length 1; NaN where one of them is no number
public record EncoderDifference(String tower, double difference) {

    /// The largest difference at which two towers are taken for the same.
    public static final double TOLERANCE = 1e-4;

    public boolean agrees() {
        return difference <= TOLERANCE;
    }
}
