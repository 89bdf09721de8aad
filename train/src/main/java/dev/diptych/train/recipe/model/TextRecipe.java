package dev.diptych.train.recipe.model;

import dev.diptych.text.Padding;
import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The text encoder and its tokenizer. The sizes apply to a randomly initialised BERT; an encoder from a directory has
/// its own. Dropout, pooling, length and padding apply to both.
///
/// @param from directory of a text encoder with its tokenizer; null for random initial weights
/// @param layers number of transformer blocks
/// @param intermediateSize width of the hidden layer of the blocks
/// @param dropout dropout in trained layers, of hidden units and attention weights; null for that of the directory's
///     config, or 0.1 for random initial weights
/// @param initializerRange standard deviation of random initial weights
/// @param maxPositions maximum text length in tokens of a randomly initialised encoder
/// @param maxLength texts are truncated to this number of tokens, including start and end token; null for as many as a
///     pretrained encoder takes, or 32 for a randomly initialised one
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
        @Nullable Integer maxLength,
        TextPadding padding,
        VocabularyRecipe vocabulary) {

    /// Length of texts for randomly initialised encoders.
    public static final int DEFAULT_LENGTH = 32;

    /// The padding of token batches: to their longest text, or always to the maximum length.
    ///
    /// @param length maximum length of the model
    public Padding tokenPadding(int length) {
        return switch (padding) {
            case LONGEST -> Padding.longest();
            case FIXED -> Padding.to(length);
        };
    }

    /// @param wholeModel whether a complete dual encoder is read, so that these sizes do not apply
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
                section.integerOrNull("max_length", NumberRange.atLeast(3)),
                section.choice("padding", TextPadding.LONGEST, TextPadding.values()),
                VocabularyRecipe.read(section.section("vocabulary")));
        section.close();
        if (text.hiddenSize % text.heads != 0) {
            throw section.refusal(
                    "heads",
                    "model.text.heads %d does not divide model.text.hidden_size %d"
                            .formatted(text.heads, text.hiddenSize));
        }
        if (!wholeModel && text.from == null && text.maxLength != null && text.maxLength > text.maxPositions) {
            throw section.refusal(
                    "max_length",
                    "model.text.max_length %d exceeds model.text.max_positions %d"
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
