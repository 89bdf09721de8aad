package dev.diptych.evaluate;

import dev.diptych.base.InvalidInputException;
import dev.diptych.evaluate.comparison.QueryResults;
import dev.diptych.report.MetricComparison;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The interpolation curve from a starting model to a finished one: the target, for which the model was trained, and
/// the retention metric at each point.
///
/// @param points by increasing α, from the starting model to the finished one
/// @param keep the share of the starting model's retention metric that the selected point retains
public record TradeOff(SelectionMetric target, String guard, double keep, List<Point> points) {

    /// A metric with its confidence interval, NaN if it has none.
    public record Reading(double value, double low, double high) {

        static Reading of(Map<String, Double> values, String metric) {
            Double value = values.get(metric);
            if (value == null) {
                throw new InvalidInputException("the data do not support " + metric + "; choose another metric");
            }
            return new Reading(
                    value,
                    values.getOrDefault(metric + "_low", Double.NaN),
                    values.getOrDefault(metric + "_high", Double.NaN));
        }
    }

    /// An interpolated model.
    ///
    /// @param alpha weight of the finished model
    /// @param targetResults the results of the target query by query, for comparison with the
    ///     starting model
    /// @param guardResults those of the retention metric
    public record Point(
            double alpha, Reading target, Reading guard, QueryResults targetResults, QueryResults guardResults) {

        /// Without results query by query.
        public Point(double alpha, Reading target, Reading guard) {
            this(alpha, target, guard, QueryResults.none(), QueryResults.none());
        }

        static Point of(
                double alpha,
                RetentionBenchmark.Measured target,
                String targetName,
                RetentionBenchmark.Measured guard,
                String guardName) {
            return new Point(
                    alpha,
                    Reading.of(target.values(), targetName),
                    Reading.of(guard.values(), guardName),
                    target.queries(),
                    guard.queries());
        }
    }

    /// @throws InvalidInputException if the retention metric of the starting model is not above 0
    public TradeOff {
        points = List.copyOf(points);
        if (points.size() < 2) {
            throw new IllegalArgumentException("a curve requires both ends");
        }
        requireGuard(points.getFirst(), guard);
    }

    /// @throws InvalidInputException if the retention metric of the starting model is not above 0
    static void requireGuard(Point start, String guard) {
        if (!(start.guard().value() > 0)) {
            throw new InvalidInputException(
                    "the starting model's %s is %s, so there is nothing to retain; choose another retention check"
                            .formatted(guard, start.guard().value()));
        }
    }

    public Point start() {
        return points.getFirst();
    }

    public Point finished() {
        return points.getLast();
    }

    /// The target at a point, compared with the starting model; empty if the results of the queries
    /// are not known.
    public Optional<MetricComparison> targetChange(Point point) {
        return point.targetResults().comparedWith(start().targetResults(), target.name());
    }

    /// The retention metric at a point, compared in the same way.
    public Optional<MetricComparison> guardChange(Point point) {
        return point.guardResults().comparedWith(start().guardResults(), guard);
    }

    /// Whether a point passes the retention check.
    public boolean keeps(Point point) {
        return point.guard().value() >= keep * start().guard().value();
    }

    /// The capability retained at a point: its retention metric as a share of the starting model's.
    public double kept(Point point) {
        return point.guard().value() / start().guard().value();
    }

    /// The gain retained at a point, as a share of the finished model's; NaN if training gained nothing.
    public double gained(Point point) {
        double from = start().target().value();
        double whole = finished().target().value() - from;
        boolean gain = target.better(finished().target().value(), from);
        return gain ? (point.target().value() - from) / whole : Double.NaN;
    }

    /// The point with the best target among those that pass the retention check; ties are resolved by the better
    /// retention metric, then by the smaller α. The starting model always passes.
    public Point chosen() {
        Comparator<Point> better =
                (a, b) -> target.better(a.target().value(), b.target().value())
                        ? 1
                        : target.better(b.target().value(), a.target().value()) ? -1 : 0;
        return points.stream()
                .filter(this::keeps)
                .max(better.thenComparingDouble(point -> point.guard().value())
                        .thenComparing(Point::alpha, Comparator.reverseOrder()))
                .orElse(start());
    }
}
