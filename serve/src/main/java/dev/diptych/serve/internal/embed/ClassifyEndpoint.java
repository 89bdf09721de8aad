package dev.diptych.serve.internal.embed;

import dev.diptych.Diptych;
import dev.diptych.serve.internal.http.Call;
import dev.diptych.serve.internal.http.Fields;
import dev.diptych.serve.internal.http.Reply;
import dev.diptych.serve.internal.http.Route.Endpoint;
import dev.diptych.serve.internal.model.ServedModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// `POST /classify`: zero-shot classification. The probability of each class is the softmax over the
/// classes of the cosine divided by the model's temperature (Radford et al., 2021).
public record ClassifyEndpoint(ServedModel model, ImageInputs images) implements Endpoint {

    public static final List<String> FIELDS = List.of("image", "classes", "template");

    private static final int MOST_CLASSES = 1000;
    private static final String PLACE = "{c}";
    private static final String TEMPLATE = "a photo of a {c}.";

    record Result(String name, double probability, double cosine) {}

    /// @param classes the most probable first
    record Answer(String model, List<Result> classes) {}

    @Override
    public Reply answer(Call call) {
        Fields fields = call.fields(FIELDS);
        List<String> classes = fields.requireTexts("classes", MOST_CLASSES);
        String given = fields.text("template");
        String template = given == null ? TEMPLATE : given;
        if (!template.contains(PLACE)) {
            throw fields.wrong("template", "a text with {c} in the place of the class, such as \"" + TEMPLATE + "\"");
        }
        var reference = images.reference(fields.require("image"), "image");
        float[] image = model.embedImages(images.read(List.of(reference), call.deadline()), call.deadline())[0];
        float[][] prompts = model.embedTexts(
                classes.stream().map(name -> template.replace(PLACE, name)).toList(), call.deadline());
        double[] cosines = new double[prompts.length];
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = Diptych.cosine(image, prompts[i]);
        }
        double[] shares = Scores.softmax(cosines, model.model().temperature());
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < shares.length; i++) {
            results.add(new Result(classes.get(i), shares[i], cosines[i]));
        }
        results.sort(Comparator.comparingDouble(Result::probability).reversed());
        return Reply.json(new Answer(model.name(), results));
    }
}
