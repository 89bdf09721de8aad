package dev.diptych.evaluate;

import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.checkpoint.WeightInterpolation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// Evaluates models interpolated between two models.
///
/// @param embedders creates the embedder of a model
/// @param heard receives each point as soon as it is evaluated
public record WeightCurve(
        RetentionBenchmark target,
        SelectionMetric metric,
        RetentionBenchmark guard,
        Function<ImageTextModel, Embedder> embedders,
        Consumer<TradeOff.Point> heard) {

    /// Evaluates `count` evenly spaced points from α = 0 to α = 1.
    ///
    /// @param count at least 2
    /// @param keep the share of the starting model's retention metric to retain
    public TradeOff measure(WeightInterpolation models, int count, double keep) {
        List<TradeOff.Point> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double alpha = (double) i / (count - 1);
            Embedder embedder = embedders.apply(models.at(alpha));
            TradeOff.Point point = TradeOff.Point.of(
                    alpha, target.measure(embedder), metric.name(), guard.measure(embedder), guard.metric());
            points.add(point);
            heard.accept(point);
            if (i == 0) {
                TradeOff.requireGuard(point, guard.metric()); // before the other points are evaluated
            }
        }
        return new TradeOff(metric, guard.metric(), keep, points);
    }
}
