package dev.diptych.recipe;

/// The range that a number of a recipe must lie in, with the words an error message says it in.
///
/// @param words what the number must be, to stand after "must be a number"
record Bounds(double low, boolean lowIncluded, double high, boolean highIncluded, String words) {

    static final Bounds ANY = new Bounds(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY, false, "");

    static Bounds atLeast(long low) {
        return new Bounds(low, true, Double.POSITIVE_INFINITY, false, " of at least " + low);
    }

    static Bounds above(long low) {
        return new Bounds(low, false, Double.POSITIVE_INFINITY, false, " above " + low);
    }

    /// From `low` to `high`, both included.
    static Bounds between(long low, long high) {
        return new Bounds(low, true, high, true, " from %d to %d".formatted(low, high));
    }

    /// From `low`, included, to `high`, excluded.
    static Bounds fromBelow(long low, long high) {
        return new Bounds(low, true, high, false, " of at least %d and below %d".formatted(low, high));
    }

    /// Above `low` and at most `high`.
    static Bounds aboveTo(long low, long high) {
        return new Bounds(low, false, high, true, " above %d and at most %d".formatted(low, high));
    }

    /// Between `low` and `high`, both excluded.
    static Bounds within(long low, long high) {
        return new Bounds(low, false, high, false, " above %d and below %d".formatted(low, high));
    }

    boolean holds(double value) {
        return (lowIncluded ? value >= low : value > low) && (highIncluded ? value <= high : value < high);
    }
}
