package dev.diptych.train.recipe;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Training and validation data, specified as for `diptych data`, `[FORMAT:]PATH[?KEY=VALUE&...]`; paths are relative
/// to the working directory.
///
/// @param train training pairs of one or several data sets; empty for generated [#scenes]
/// @param weights average number of times that an epoch shows each image of each training set; empty for once
/// @param validation validation pairs; null to hold out a fraction of the training images
/// @param validationFraction fraction of the training images that is held out if `validation` is null
/// @param captionsPerImage which captions of an image are used in an epoch
/// @param negativeCaptions hard negative captions per image that are added to its batch
/// @param negativesFrom their source
/// @param workers threads that decode images ahead of the step; results do not depend on it
/// @param unreadableShare fraction of unreadable images above which a run stops
/// @param reducedDecoding whether training JPEGs much larger than the model's input are decoded at a reduced size
public record DataRecipe(
        List<String> train,
        List<Double> weights,
        @Nullable String validation,
        double validationFraction,
        CaptionsPerImage captionsPerImage,
        int negativeCaptions,
        NegativesFrom negativesFrom,
        int workers,
        double unreadableShare,
        boolean reducedDecoding,
        ScenesRecipe scenes) {

    static DataRecipe read(Section section) {
        DataRecipe data = new DataRecipe(
                section.texts("train"),
                section.numbers("weights", NumberRange.above(0)),
                section.textOrNull("validation"),
                section.number("validation_fraction", 0.1, NumberRange.within(0, 1)),
                section.choice("captions_per_image", CaptionsPerImage.ONE, CaptionsPerImage.values()),
                section.integer("negative_captions", 0, NumberRange.atLeast(0)),
                section.choice("negatives_from", NegativesFrom.SWAPPED, NegativesFrom.values()),
                section.integer("workers", 2, NumberRange.atLeast(1)),
                section.number("unreadable_share", 0.05, NumberRange.between(0, 1)),
                section.flag("reduced_decoding", false),
                ScenesRecipe.read(section.section("scenes")));
        section.close();
        if (data.train.isEmpty() && data.validation != null) {
            throw section.refusal(
                    "validation",
                    "data.validation is set, but data.train is not; set both, or neither to train on scenes");
        }
        if (data.negativeCaptions == 0 && data.negativesFrom == NegativesFrom.RULES) {
            throw section.refusal(
                    "negatives_from",
                    "data.negatives_from is rules, but data.negative_captions is 0; set the number per image, such as 1");
        }
        if (!data.weights.isEmpty() && data.weights.size() != data.train.size()) {
            throw section.refusal(
                    "weights",
                    "data.weights has %d numbers for the %d data sets of data.train; one for each is required"
                            .formatted(data.weights.size(), data.train.size()));
        }
        return data;
    }

    void write(SectionWriter writer) {
        writer.put("train", train.isEmpty() ? null : train.size() == 1 ? train.getFirst() : train)
                .put("weights", weights)
                .put("validation", validation)
                .put("validation_fraction", validationFraction)
                .put("captions_per_image", captionsPerImage)
                .put("negative_captions", negativeCaptions)
                .put("negatives_from", negativesFrom)
                .put("workers", workers)
                .put("unreadable_share", unreadableShare)
                .put("reduced_decoding", reducedDecoding)
                .section("scenes", scenes::write);
    }
}
