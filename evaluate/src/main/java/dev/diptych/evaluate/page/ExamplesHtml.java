package dev.diptych.evaluate.page;

import dev.diptych.report.html.Html;
import dev.diptych.report.html.NumberText;
import dev.diptych.report.html.Thumbnail;
import java.util.List;

/// Example retrievals with pictures.
final class ExamplesHtml {

    private ExamplesHtml() {}

    /// A list of examples; empty if there are none.
    static String toHtml(List<ExampleRetrieval> examples) {
        StringBuilder html = new StringBuilder();
        for (ExampleRetrieval example : examples) {
            html.append("<article class=\"example\">\n<p class=\"caption\" dir=\"auto\">%s</p>\n"
                    .formatted(Html.escape(example.caption())));
            html.append("<p class=\"rank\">correct image ranked %d of %d</p>\n<div class=\"pictures\">\n"
                    .formatted(example.rank(), example.candidates()));
            if (example.top().stream().noneMatch(ExampleRetrieval.Found::right)) { // otherwise it is marked below
                html.append("<figure class=\"own\">%s<figcaption>correct image</figcaption></figure>\n"
                        .formatted(Thumbnail.toHtml(example.image(), "the image of this caption")));
            }
            for (int i = 0; i < example.top().size(); i++) {
                html.append(found(example.top().get(i), i + 1));
            }
            html.append("</div>\n</article>\n");
        }
        return html.toString();
    }

    /// A list of images with captions that were retrieved for them; empty if there are none.
    static String captions(List<ExampleCaptions> examples) {
        StringBuilder html = new StringBuilder();
        for (ExampleCaptions example : examples) {
            html.append(
                    "<article class=\"example suspect\">\n<div class=\"pictures\"><figure>%s</figure></div>\n<div>\n"
                            .formatted(Thumbnail.toHtml(example.image(), example.name())));
            html.append(
                    "<p class=\"rank\">the first %d of %,d captions, with their cosine similarity; ✓ marks captions of the image</p>\n<ol class=\"found\">\n"
                            .formatted(example.found().size(), example.candidates()));
            for (ExampleCaptions.Found found : example.found()) {
                html.append("<li%s dir=\"auto\">%s%s <small>%s</small></li>\n"
                        .formatted(
                                found.correct() ? " class=\"better\"" : "",
                                found.correct() ? "✓ " : "",
                                Html.escape(found.caption()),
                                NumberText.of(Math.round(found.cosine() * 1000) / 1000.0)));
            }
            html.append("</ol>\n</div>\n</article>\n");
        }
        return html.toString();
    }

    private static String found(ExampleRetrieval.Found found, int place) {
        return "<figure%s>%s<figcaption>%d. %s%s</figcaption></figure>\n"
                .formatted(
                        found.right() ? " class=\"right\"" : "",
                        Thumbnail.toHtml(found.image(), "rank " + place),
                        place,
                        found.right() ? "✓ " : "",
                        NumberText.of(Math.round(found.cosine() * 1000) / 1000.0));
    }
}
