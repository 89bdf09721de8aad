package dev.diptych.report;

import java.util.List;
import java.util.OptionalDouble;

/// The few figures that a report begins with.
final class Headline {

    private final StringBuilder html = new StringBuilder("<dl class=\"headline\">\n");

    /// Those of `names` that there is a figure of.
    static String of(Metrics metrics, List<String> names) {
        Headline headline = new Headline();
        for (String name : names) {
            OptionalDouble value = metrics.get(name);
            if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
                Measure measure = Measure.of(name);
                headline.add(
                        measure.label(),
                        Figure.of(value.getAsDouble()),
                        measure.unit().isEmpty() ? "" : " " + measure.unit());
            }
        }
        return headline.toHtml();
    }

    /// @param small what stands after the value in small type
    Headline add(String name, String value, String small) {
        html.append("<div><dt>%s</dt><dd>%s<small>%s</small></dd></div>\n"
                .formatted(Html.escape(name), Html.escape(value), Html.escape(small)));
        return this;
    }

    String toHtml() {
        return html + "</dl>\n";
    }
}
