package dev.diptych.index.internal.vectors;

/// Sums over the cosines of a query and many items, in float64. Confined to one thread at a time.
public final class CosineSums {

    private long count;
    private double sum;
    private double squares;

    public void add(float cosine) {
        count++;
        sum += cosine;
        squares += (double) cosine * cosine;
    }

    public void addAll(CosineSums others) {
        count += others.count;
        sum += others.sum;
        squares += others.squares;
    }

    /// NaN without items.
    public double mean() {
        return sum / count;
    }

    /// Of the population; NaN without items.
    public double standardDeviation() {
        double variance = squares / count - mean() * mean();
        return Math.sqrt(Math.max(0, variance));
    }
}
