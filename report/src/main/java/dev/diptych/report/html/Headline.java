package dev.diptych.report.html;

import dev.diptych.report.ChanceLevel;
import dev.diptych.report.ConfidenceBounds;
import dev.diptych.report.Metrics;
import java.util.List;
import java.util.OptionalDouble;

/// The main metrics, shown at the top of a report.
public final class Headline {

    private final StringBuilder html = new StringBuilder("<dl class=\"headline\">\n");

    /// Adds those of `names` for which there is a metric.
    public static String of(Metrics metrics, List<String> names) {
        Headline headline = new Headline();
        for (String name : names) {
            OptionalDouble value = metrics.get(name);
            if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
                MetricDescription measure = MetricDescription.of(name);
                headline.add(
                        measure.label(),
                        ConfidenceBounds.of(metrics, name)
                                .map(bounds -> NumberText.of(value.getAsDouble(), bounds.low(), bounds.high()))
                                .orElseGet(() -> NumberText.of(value.getAsDouble(), measure.unit())),
                        small(metrics, name, measure));
            }
        }
        return headline.toHtml();
    }

    // Unit, confidence interval and chance level.
    private static String small(Metrics metrics, String name, MetricDescription measure) {
        StringBuilder small = new StringBuilder(measure.unit().isEmpty() ? "" : " " + measure.unit());
        ConfidenceBounds.of(metrics, name)
                .ifPresent(bounds -> small.append(" (")
                        .append(NumberText.of(bounds.low(), bounds.low(), bounds.high()))
                        .append(" to ")
                        .append(NumberText.of(bounds.high(), bounds.low(), bounds.high()))
                        .append(")"));
        ChanceLevel.of(metrics, name)
                .ifPresent(chance -> small.append(", chance ").append(NumberText.of(chance, measure.unit())));
        return small.toString();
    }

    /// @param small text after the value, in small type
    public Headline add(String name, String value, String small) {
        html.append("<div><dt>%s</dt><dd>%s<small>%s</small></dd></div>\n"
                .formatted(Html.escape(name), Html.escape(value), Html.escape(small)));
        return this;
    }

    public String toHtml() {
        return html + "</dl>\n";
    }
}
