package dev.diptych.train.recipe;

import dev.diptych.base.internal.NearestWord;
import dev.diptych.evaluate.SelectionMetric;
import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the model is judged after each epoch, and by what the best one is chosen.
///
/// @param metric the name of a metric that validation gives, say `retrieval.text_to_image.r1`
/// @param patience epochs without a better metric after which a run stops early; null to never stop early
/// @param batch images or texts encoded at a time
/// @param rerank how many of the best are re-ranked by the matching head; 0 for none
public record ValidationRecipe(
        SelectionMetric metric, @Nullable Integer patience, int batch, int rerank) {

    static ValidationRecipe read(Section section) {
        ValidationRecipe validation = new ValidationRecipe(
                readMetric(section),
                section.integerOrNull("patience", NumberRange.atLeast(1)),
                section.integer("batch", 256, NumberRange.atLeast(1)),
                section.integer("rerank", 0, NumberRange.atLeast(0)));
        section.close();
        return validation;
    }

    void write(SectionWriter writer) {
        writer.put("metric", metric.name())
                .put("patience", patience)
                .put("batch", batch)
                .put("rerank", rerank);
    }

    private static SelectionMetric readMetric(Section section) {
        String key = "metric";
        String name = section.text(key, SelectionMetric.DEFAULT);
        List<String> known = SelectionMetric.known();
        section.note(key, known, SelectionMetric.DEFAULT);
        if (!known.contains(name)) {
            String advice = NearestWord.of(name, known)
                    .map("did you mean \"%s\"?"::formatted)
                    .orElseGet(() -> "it can be " + String.join(", ", known));
            throw section.refusal(key, "unknown metric \"%s\" in \"validation.metric\"; %s".formatted(name, advice));
        }
        return new SelectionMetric(name);
    }
}
