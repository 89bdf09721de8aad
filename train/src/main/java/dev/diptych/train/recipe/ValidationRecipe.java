package dev.diptych.train.recipe;

import dev.diptych.evaluate.SelectionMetric;
import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Validation after each epoch and selection of the best model.
///
/// @param metric the name of the selection metric, such as `retrieval.text_to_image.r1`
/// @param patience number of epochs without improvement after which a run stops early; null for never
/// @param batch number of images or texts encoded at a time
/// @param rerank number of top candidates that the matching head re-ranks; 0 for none
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
            throw section.refusal(
                    key,
                    "unknown metric \"%s\" in \"validation.metric\"; %s"
                            .formatted(name, SelectionMetric.advice(name, known)));
        }
        return new SelectionMetric(name);
    }
}
