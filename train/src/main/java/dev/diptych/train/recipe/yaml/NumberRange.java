package dev.diptych.train.recipe.yaml;

/// The allowed range of a number in a recipe, with its description for error messages.
///
/// @param words description that follows "must be a number" in messages
public record NumberRange(double low, boolean lowIncluded, double high, boolean highIncluded, String words) {

    public static final NumberRange ANY =
            new NumberRange(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY, false, "");

    public static NumberRange atLeast(long low) {
        return new NumberRange(low, true, Double.POSITIVE_INFINITY, false, " of at least " + low);
    }

    public static NumberRange above(long low) {
        return new NumberRange(low, false, Double.POSITIVE_INFINITY, false, " above " + low);
    }

    /// From `low` to `high`, both included.
    public static NumberRange between(long low, long high) {
        return new NumberRange(low, true, high, true, " from %d to %d".formatted(low, high));
    }

    /// From `low`, included, to `high`, excluded.
    public static NumberRange fromBelow(long low, long high) {
        return new NumberRange(low, true, high, false, " of at least %d and below %d".formatted(low, high));
    }

    /// Above `low` and at most `high`.
    public static NumberRange aboveTo(long low, long high) {
        return new NumberRange(low, false, high, true, " above %d and at most %d".formatted(low, high));
    }

    /// Between `low` and `high`, both excluded.
    public static NumberRange within(long low, long high) {
        return new NumberRange(low, false, high, false, " above %d and below %d".formatted(low, high));
    }

    boolean holds(double value) {
        return (lowIncluded ? value >= low : value > low) && (highIncluded ? value <= high : value < high);
    }
}
