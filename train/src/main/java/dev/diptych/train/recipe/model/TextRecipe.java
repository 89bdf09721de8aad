package dev.diptych.train.recipe.model;

import dev.diptych.text.Padding;
import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The text tower and how captions become tokens. The sizes are those of a BERT made at random; a tower read from a
/// directory has its own. Dropout, pooling, length and padding hold for both.
///
/// @param from a directory that holds a text tower and its tokenizer; null to make one at random
/// @param layers transformer blocks
/// @param intermediateSize width of the blocks' hidden layer
/// @param dropout the probability with which a trained tower drops a hidden unit or an attention weight;
///     null for what a tower from a directory says itself, and 0.1 for one at random
/// @param initializerRange standard deviation of a random tower's weights
/// @param maxPositions the longest text a random tower can take, in tokens
/// @param maxLength texts are cut to this many tokens, start and end token included
public record TextRecipe(
        @Nullable Path from,
        int hiddenSize,
        int layers,
        int heads,
        int intermediateSize,
        @Nullable Double dropout,
        double initializerRange,
        int maxPositions,
        Pooling pooling,
        int maxLength,
        TextPadding padding,
        VocabularyRecipe vocabulary) {

    /// How token batches are padded: to their longest text, or always to [#maxLength] tokens.
    public Padding tokenPadding() {
        return switch (padding) {
            case LONGEST -> Padding.longest();
            case FIXED -> Padding.to(maxLength);
        };
    }

    /// @param wholeModel whether a whole dual encoder is read, so that the sizes here rule nothing
    static TextRecipe read(Section section, boolean wholeModel) {
        TextRecipe text = new TextRecipe(
                section.pathOrNull("from"),
                section.integer("hidden_size", 192, NumberRange.atLeast(1)),
                section.integer("layers", 4, NumberRange.atLeast(1)),
                section.integer("heads", 3, NumberRange.atLeast(1)),
                section.integer("intermediate_size", 768, NumberRange.atLeast(1)),
                section.numberOrNull("dropout", null, NumberRange.fromBelow(0, 1)),
                section.number("initializer_range", 0.02, NumberRange.above(0)),
                section.integer("max_positions", 64, NumberRange.atLeast(3)),
                section.choice("pooling", Pooling.AUTO, Pooling.values()),
                section.integer("max_length", 32, NumberRange.atLeast(3)),
                section.choice("padding", TextPadding.LONGEST, TextPadding.values()),
                VocabularyRecipe.read(section.section("vocabulary")));
        section.close();
        if (text.hiddenSize % text.heads != 0) {
            throw section.refusal(
                    "heads",
                    "model.text.heads %d does not divide model.text.hidden_size %d"
                            .formatted(text.heads, text.hiddenSize));
        }
        if (!wholeModel && text.from == null && text.maxLength > text.maxPositions) {
            throw section.refusal(
                    "max_length",
                    "model.text.max_length %d is more than model.text.max_positions %d"
                            .formatted(text.maxLength, text.maxPositions));
        }
        return text;
    }

    void write(SectionWriter writer) {
        writer.put("from", from)
                .put("hidden_size", hiddenSize)
                .put("layers", layers)
                .put("heads", heads)
                .put("intermediate_size", intermediateSize)
                .put("dropout", dropout)
                .put("initializer_range", initializerRange)
                .put("max_positions", maxPositions)
                .put("pooling", pooling)
                .put("max_length", maxLength)
                .put("padding", padding)
                .section("vocabulary", vocabulary::write);
    }
}
