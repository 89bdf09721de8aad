package dev.diptych.evaluate;

import dev.diptych.base.InvalidInputException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The curve from a starting model to a finished one: what each point between them has of the target, for which the
/// model was trained, and of the guard, which it was not to lose.
///
/// @param points by rising α; the first is the starting model, the last the finished one
/// @param keep the share of the starting guard figure that a chosen point keeps
public record TradeOff(SelectionMetric target, String guard, double keep, List<Point> points) {

    /// A figure with the bounds of its interval, NaN where it has none.
    public record Reading(double value, double low, double high) {

        static Reading of(Map<String, Double> values, String metric) {
            Double value = values.get(metric);
            if (value == null) {
                throw new InvalidInputException("the data give no " + metric + "; choose another metric");
            }
            return new Reading(
                    value,
                    values.getOrDefault(metric + "_low", Double.NaN),
                    values.getOrDefault(metric + "_high", Double.NaN));
        }
    }

    /// A model on the line.
    ///
    /// @param alpha the share of the finished model in the weights
    public record Point(double alpha, Reading target, Reading guard) {

        static Point of(
                double alpha,
                Map<String, Double> target,
                String targetName,
                Map<String, Double> guard,
                String guardName) {
            return new Point(alpha, Reading.of(target, targetName), Reading.of(guard, guardName));
        }
    }

    /// @throws InvalidInputException when the starting model has nothing of the guard to keep
    public TradeOff {
        points = List.copyOf(points);
        if (points.size() < 2) {
            throw new IllegalArgumentException("a curve needs both of its ends");
        }
        requireGuard(points.getFirst(), guard);
    }

    /// @throws InvalidInputException when the starting model has nothing of the guard to keep
    static void requireGuard(Point start, String guard) {
        if (!(start.guard().value() > 0)) {
            throw new InvalidInputException(
                    "the starting model's %s is %s, so there is nothing to keep; choose another guard"
                            .formatted(guard, start.guard().value()));
        }
    }

    public Point start() {
        return points.getFirst();
    }

    public Point finished() {
        return points.getLast();
    }

    /// Whether a point keeps enough of the guard.
    public boolean keeps(Point point) {
        return point.guard().value() >= keep * start().guard().value();
    }

    /// The share of the starting guard figure that a point has; 1 at the start.
    public double kept(Point point) {
        return point.guard().value() / start().guard().value();
    }

    /// The share of the finished model's gain of the target that a point has; NaN where training gained nothing.
    public double gained(Point point) {
        double from = start().target().value();
        double whole = finished().target().value() - from;
        boolean gain = target.better(finished().target().value(), from);
        return gain ? (point.target().value() - from) / whole : Double.NaN;
    }

    /// The point with the best target of those that keep enough of the guard; of equal ones that with the better guard,
    /// then the one nearer to the start. At worst the starting model, which keeps all.
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
