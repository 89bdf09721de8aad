package dev.diptych.evaluate.page;

import dev.diptych.data.Pairs;
import dev.diptych.evaluate.Evaluation;
import dev.diptych.evaluate.RetrievalExample;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.report.html.Html;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Example retrievals for a report.
///
/// @param best the best retrievals
/// @param worst the worst retrievals
public record ExampleRetrievals(List<ExampleRetrieval> best, List<ExampleRetrieval> worst) {

    public ExampleRetrievals {
        best = List.copyOf(best);
        worst = List.copyOf(worst);
    }

    public static ExampleRetrievals none() {
        return new ExampleRetrievals(List.of(), List.of());
    }

    /// The examples of an evaluation with their pictures.
    public static ExampleRetrievals of(Evaluation evaluation) {
        List<ExampleRetrieval> best = new ArrayList<>();
        List<ExampleRetrieval> worst = new ArrayList<>();
        List<RetrievalExample> examples = evaluation.examples();
        for (int i = 0; i < examples.size(); i++) {
            ExampleRetrieval shown = shown(evaluation.pairs(), examples.get(i));
            if (shown != null) {
                (i < examples.size() / 2 ? best : worst).add(shown);
            }
        }
        return new ExampleRetrievals(best, worst);
    }

    // Null if an image became unreadable since it was embedded.
    private static @Nullable ExampleRetrieval shown(Pairs pairs, RetrievalExample example) {
        int own = pairs.captions().get(example.caption()).image();
        try {
            List<ExampleRetrieval.Found> found = new ArrayList<>();
            for (int i = 0; i < example.images().length; i++) {
                int image = example.images()[i];
                found.add(new ExampleRetrieval.Found(
                        pairs.image(image).source().read(), example.cosines()[i], image == own));
            }
            return new ExampleRetrieval(
                    pairs.text(example.caption()),
                    pairs.image(own).source().read(),
                    example.rank(),
                    pairs.images().size(),
                    found);
        } catch (UnreadableImageException gone) {
            return null;
        }
    }

    public String toHtml() {
        return Html.section("Best retrievals", ExamplesHtml.toHtml(best))
                + Html.section("Worst retrievals", ExamplesHtml.toHtml(worst));
    }
}
