package dev.diptych.train.recipe.model;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Source of the tokenizer.
///
/// @param from a `vocab.txt` or a directory with a tokenizer; null for that of the text encoder or the complete model,
///     or, with random initial weights, one built from the training captions
/// @param size maximum number of entries of a built vocabulary
public record VocabularyRecipe(@Nullable Path from, int size) {

    static VocabularyRecipe read(Section section) {
        VocabularyRecipe vocabulary = new VocabularyRecipe(
                section.pathOrNull("from"), section.integer("size", 4000, NumberRange.atLeast(100)));
        section.close();
        return vocabulary;
    }

    void write(SectionWriter writer) {
        writer.put("from", from).put("size", size);
    }
}
