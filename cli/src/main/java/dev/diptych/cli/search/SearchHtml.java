package dev.diptych.cli.search;

import dev.diptych.Hit;
import dev.diptych.SearchResult;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.decode.ImageDecoder;
import dev.diptych.report.html.Headline;
import dev.diptych.report.html.Html;
import dev.diptych.report.html.HtmlPage;
import dev.diptych.report.html.Origin;
import dev.diptych.report.html.Thumbnail;
import java.util.Locale;
import java.util.stream.Collectors;

/// The page of a search: images with scores and captions.
public final class SearchHtml {

    private SearchHtml() {}

    /// The whole document; images are embedded.
    public static String page(String query, SearchResult result, Origin origin) {
        Headline headline =
                new Headline().add("Results", Integer.toString(result.hits().size()), "");
        result.answerable()
                .ifPresent(probability -> headline.add(
                        "Probability that an image fits",
                        number(100 * probability),
                        result.nothingFits() ? " % – nothing fits" : " %"));
        StringBuilder hits = new StringBuilder("<div class=\"pictures\">\n");
        int rank = 0;
        for (Hit hit : result.hits()) {
            hits.append(figure(hit, ++rank));
        }
        hits.append("</div>\n");
        return HtmlPage.of(
                "Search: " + query,
                origin.head("Search report") + headline.toHtml(),
                Html.section(result.nothingFits() ? "Nearest images" : "Images", hits.toString())
                        + Html.section("Origin", origin.toHtml()));
    }

    private static String figure(Hit hit, int rank) {
        String caption = hit.captions().isEmpty() ? "" : hit.captions().getFirst();
        StringBuilder scores =
                new StringBuilder("cosine " + number3(hit.cosine()) + ", z " + number(hit.standardised()));
        hit.matchProbability().ifPresent(p -> scores.append(", match " + number(100 * p) + " %"));
        hit.matchingScore().ifPresent(score -> scores.append(", matching head " + number(score)));
        String metadata = hit.metadata().entrySet().stream()
                .map(field -> field.getKey() + ": " + field.getValue())
                .collect(Collectors.joining(", "));
        return "<figure>%s<figcaption>%d. %s<br>%s%s%s</figcaption></figure>\n"
                .formatted(
                        picture(hit, rank),
                        rank,
                        Html.breakable(hit.id()),
                        Html.escape(scores.toString()),
                        caption.isEmpty() ? "" : "<br><span dir=\"auto\">" + Html.escape(caption) + "</span>",
                        metadata.isEmpty() ? "" : "<br>" + Html.escape(metadata));
    }

    private static String picture(Hit hit, int rank) {
        if (hit.image() == null) {
            return "<p>no image file</p>";
        }
        try {
            RgbImage image = ImageDecoder.decode(hit.image());
            return Thumbnail.toHtml(image, "result " + rank);
        } catch (UnreadableImageException vanished) {
            return "<p>%s: %s</p>".formatted(Html.escape(hit.image().toString()), Html.escape(vanished.reason()));
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String number3(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
