package dev.diptych.serve.internal.embed;

import dev.diptych.Diptych;
import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Call;
import dev.diptych.serve.internal.http.Fields;
import dev.diptych.serve.internal.http.Reply;
import dev.diptych.serve.internal.http.Route.Endpoint;
import dev.diptych.serve.internal.model.ImageReader.EncodedInput;
import dev.diptych.serve.internal.model.ServedModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /pair`: how well an image and each of several texts match.
public record PairEndpoint(ServedModel model, ImageInputs images) implements Endpoint {

    public static final List<String> FIELDS = List.of("image", "texts", "matching");

    private static final int MOST_TEXTS = 100;

    /// @param rank 1 for the text that fits best
    /// @param probability by the calibration; null without one
    /// @param matching log-odds of the matching head; null without one, or if it was not asked for
    record Score(
            int index,
            String text,
            int rank,
            double cosine,
            @Nullable Double probability,
            @Nullable Double matching) {}

    record Answer(String model, List<Score> results) {}

    @Override
    public Reply answer(Call call) {
        Fields fields = call.fields(FIELDS);
        List<String> texts = fields.requireTexts("texts", MOST_TEXTS);
        boolean matching = fields.flag("matching", false);
        if (matching && !model.model().hasMatchingHead()) {
            throw ApiException.invalid("\"matching\" requires a model with a fusion; this one has none", "matching");
        }
        EncodedInput image = images.read(List.of(images.reference(fields.require("image"), "image")), call.deadline())
                .getFirst();
        float[] ofImage = model.embedImages(List.of(image), call.deadline())[0];
        float[][] ofTexts = model.embedTexts(texts, call.deadline());
        double[] logOdds = matching ? model.matchingScores(image, texts, call.deadline()) : new double[0];
        List<Score> scores = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            double cosine = Diptych.cosine(ofImage, ofTexts[i]);
            Double head = matching ? logOdds[i] : null;
            scores.add(new Score(i, texts.get(i), 0, cosine, Scores.probability(model.model(), cosine, head), head));
        }
        return Reply.json(new Answer(model.name(), ranked(scores)));
    }

    // In the order of the request, ranked by the matching head if it was asked for, else by cosine.
    private static List<Score> ranked(List<Score> scores) {
        List<Score> order = new ArrayList<>(scores);
        order.sort(Comparator.comparingDouble(
                (Score each) -> each.matching() == null ? -each.cosine() : -each.matching()));
        List<Score> ranked = new ArrayList<>(scores);
        for (int rank = 0; rank < order.size(); rank++) {
            Score each = order.get(rank);
            ranked.set(
                    each.index(),
                    new Score(each.index(), each.text(), rank + 1, each.cosine(), each.probability(), each.matching()));
        }
        return ranked;
    }
}
