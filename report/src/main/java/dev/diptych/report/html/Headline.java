package dev.diptych.report.html;

import dev.diptych.report.Metrics;
import java.util.List;
import java.util.OptionalDouble;

/// The few figures that a report begins with.
public final class Headline {

    private final StringBuilder html = new StringBuilder("<dl class=\"headline\">\n");

    /// Those of `names` that there is a figure of.
    public static String of(Metrics metrics, List<String> names) {
        Headline headline = new Headline();
        for (String name : names) {
            OptionalDouble value = metrics.get(name);
            if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
                MetricDescription measure = MetricDescription.of(name);
                headline.add(
                        measure.label(),
                        NumberText.of(value.getAsDouble()),
                        measure.unit().isEmpty() ? "" : " " + measure.unit());
            }
        }
        return headline.toHtml();
    }

    /// @param small what stands after the value in small type
    public Headline add(String name, String value, String small) {
        html.append("<div><dt>%s</dt><dd>%s<small>%s</small></dd></div>\n"
                .formatted(Html.escape(name), Html.escape(value), Html.escape(small)));
        return this;
    }

    public String toHtml() {
        return html + "</dl>\n";
    }
}
