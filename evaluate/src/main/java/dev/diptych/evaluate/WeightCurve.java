package dev.diptych.evaluate;

import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.checkpoint.WeightInterpolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/// Measures models on the line between two.
///
/// @param embedders from a model to what embeds its data
/// @param heard is told of each point as soon as it is known
public record WeightCurve(
        RetentionBenchmark target,
        SelectionMetric metric,
        RetentionBenchmark guard,
        Function<ImageTextModel, Embedder> embedders,
        Consumer<TradeOff.Point> heard) {

    /// The figures of `count` points from α = 0 to α = 1, evenly spread.
    ///
    /// @param count at least 2
    /// @param keep the share of the starting guard figure to keep
    public TradeOff measure(WeightInterpolation models, int count, double keep) {
        List<TradeOff.Point> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double alpha = (double) i / (count - 1);
            Embedder embedder = embedders.apply(models.at(alpha));
            Map<String, Double> targets = target.values(embedder);
            Map<String, Double> guards = guard.values(embedder);
            TradeOff.Point point = TradeOff.Point.of(alpha, targets, metric.name(), guards, guard.metric());
            points.add(point);
            heard.accept(point);
            if (i == 0) {
                TradeOff.requireGuard(point, guard.metric()); // before the other points are measured
            }
        }
        return new TradeOff(metric, guard.metric(), keep, points);
    }
}
