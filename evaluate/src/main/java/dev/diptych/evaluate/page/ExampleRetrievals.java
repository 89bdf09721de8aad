package dev.diptych.evaluate.page;

import dev.diptych.data.Pairs;
import dev.diptych.evaluate.Evaluation;
import dev.diptych.evaluate.RetrievalExample;
import dev.diptych.evaluate.detail.CaptionRetrieval;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.report.html.Html;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Example retrievals for a report.
///
/// @param best the best retrievals
/// @param worst the worst retrievals
/// @param sample retrievals of evenly spaced captions
/// @param captions captions that were retrieved for random images
public record ExampleRetrievals(
        List<ExampleRetrieval> best,
        List<ExampleRetrieval> worst,
        List<ExampleRetrieval> sample,
        List<ExampleCaptions> captions) {

    public ExampleRetrievals {
        best = List.copyOf(best);
        worst = List.copyOf(worst);
        sample = List.copyOf(sample);
        captions = List.copyOf(captions);
    }

    public ExampleRetrievals(List<ExampleRetrieval> best, List<ExampleRetrieval> worst) {
        this(best, worst, List.of(), List.of());
    }

    public static ExampleRetrievals none() {
        return new ExampleRetrievals(List.of(), List.of());
    }

    /// The examples of an evaluation with their pictures.
    public static ExampleRetrievals of(Evaluation evaluation) {
        Map<RetrievalExample.Kind, List<ExampleRetrieval>> byKind = new EnumMap<>(RetrievalExample.Kind.class);
        for (RetrievalExample.Kind kind : RetrievalExample.Kind.values()) {
            byKind.put(kind, new ArrayList<>());
        }
        for (RetrievalExample example : evaluation.examples()) {
            ExampleRetrieval shown = shown(evaluation.pairs(), example);
            if (shown != null) {
                byKind.getOrDefault(example.kind(), new ArrayList<>()).add(shown);
            }
        }
        List<ExampleCaptions> captions = new ArrayList<>();
        for (CaptionRetrieval retrieval : evaluation.details().captions()) {
            ExampleCaptions shown = shown(evaluation.pairs(), retrieval);
            if (shown != null) {
                captions.add(shown);
            }
        }
        return new ExampleRetrievals(
                byKind.getOrDefault(RetrievalExample.Kind.BEST, List.of()),
                byKind.getOrDefault(RetrievalExample.Kind.WORST, List.of()),
                byKind.getOrDefault(RetrievalExample.Kind.SAMPLE, List.of()),
                captions);
    }

    private static @Nullable ExampleCaptions shown(Pairs pairs, CaptionRetrieval retrieval) {
        try {
            List<ExampleCaptions.Found> found = new ArrayList<>();
            for (int i = 0; i < retrieval.captions().length; i++) {
                int caption = retrieval.captions()[i];
                found.add(new ExampleCaptions.Found(
                        pairs.text(caption),
                        retrieval.cosines()[i],
                        pairs.captions().get(caption).image() == retrieval.image()));
            }
            return new ExampleCaptions(
                    pairs.image(retrieval.image()).name(),
                    pairs.image(retrieval.image()).source().read(),
                    pairs.captions().size(),
                    found);
        } catch (UnreadableImageException gone) {
            return null;
        }
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
                + Html.section("Worst retrievals", ExamplesHtml.toHtml(worst))
                + Html.section("Sample of retrievals", ExamplesHtml.toHtml(sample))
                + Html.section("Captions retrieved for random images", ExamplesHtml.captions(captions));
    }
}
