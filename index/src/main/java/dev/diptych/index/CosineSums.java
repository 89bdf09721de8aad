package dev.diptych.index;

/// Sums over the cosines of a query and many items, in float64. Confined to one thread at a time.
final class CosineSums {

    private long count;
    private double sum;
    private double squares;

    void add(float cosine) {
        count++;
        sum += cosine;
        squares += (double) cosine * cosine;
    }

    void addAll(CosineSums others) {
        count += others.count;
        sum += others.sum;
        squares += others.squares;
    }

    /// NaN without items.
    double mean() {
        return sum / count;
    }

    /// Of the population; NaN without items.
    double standardDeviation() {
        double variance = squares / count - mean() * mean();
        return Math.sqrt(Math.max(0, variance));
    }
}
