package dev.diptych.evaluate.comparison;

import dev.diptych.base.RandomKey;
import dev.diptych.report.MetricComparison;
import dev.diptych.report.html.MetricDescription;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The results of an evaluation query by query, stored with its metrics so that another model can
/// be compared with it on the same queries. Immutable.
///
/// @param outcomes by the name of the metric, in order
public record QueryResults(Map<String, Outcome> outcomes) {

    /// The resamples of every comparison: they depend on neither of the two evaluations.
    private static final RandomKey KEY = RandomKey.of(0).with("comparison");

    /// The results of one metric.
    ///
    /// @param data identifies the queries, their order, and the rules of the evaluation
    public record Outcome(String data, MetricSample sample) {}

    public QueryResults {
        outcomes = Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
    }

    public static QueryResults none() {
        return new QueryResults(Map.of());
    }

    /// The results of metrics on the same data. What would exceed bounded memory is combined, or
    /// left out.
    ///
    /// @param data identifies the data and the rules of the evaluation
    public static QueryResults of(String data, Map<String, ? extends MetricSample> samples) {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        samples.forEach((name, sample) ->
                sample.bounded().ifPresent(bounded -> outcomes.put(name, new Outcome(data, bounded))));
        return new QueryResults(outcomes);
    }

    /// These results and `others`, which take precedence.
    public QueryResults plus(QueryResults others) {
        Map<String, Outcome> all = new LinkedHashMap<>(outcomes);
        all.putAll(others.outcomes);
        return new QueryResults(all);
    }

    /// These results with `prefix` and a dot before each name.
    public QueryResults under(String prefix) {
        Map<String, Outcome> renamed = new LinkedHashMap<>();
        outcomes.forEach((name, outcome) -> renamed.put(prefix + "." + name, outcome));
        return new QueryResults(renamed);
    }

    /// The results whose names begin with `prefix` and a dot.
    public QueryResults only(String prefix) {
        Map<String, Outcome> some = new LinkedHashMap<>(outcomes);
        some.keySet().removeIf(name -> !name.startsWith(prefix + "."));
        return new QueryResults(some);
    }

    /// Compares each metric that both have.
    public Map<String, MetricComparison> comparedWith(QueryResults before) {
        Map<String, MetricComparison> comparisons = new LinkedHashMap<>();
        outcomes.keySet().forEach(name -> comparedWith(before, name).ifPresent(each -> comparisons.put(name, each)));
        return comparisons;
    }

    /// Compares one metric; empty if one of the two has no results of it.
    public Optional<MetricComparison> comparedWith(QueryResults before, String name) {
        Outcome now = outcomes.get(name);
        Outcome earlier = before.outcomes.get(name);
        if (now == null || earlier == null) {
            return Optional.empty();
        }
        return Optional.of(
                now.data.equals(earlier.data)
                        ? Comparison.of(
                                now.sample,
                                earlier.sample,
                                MetricDescription.of(name).isLowerBetter(),
                                KEY)
                        : MetricComparison.notComparable());
    }
}
