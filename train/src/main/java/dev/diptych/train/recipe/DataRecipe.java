package dev.diptych.train.recipe;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is trained and validated on. Data is named as `diptych data` takes it, `[FORMAT:]PATH[?KEY=VALUE&...]`;
/// paths are seen from the working directory.
///
/// @param train the training pairs, of one data set or of several that are mixed; none to train on generated
///     [#scenes]
/// @param weights how many times an epoch shows each image of each of the training sets, on average; none for
///     once
/// @param validation the validation pairs; null to take a share of the training images
/// @param validationFraction the share of the training images that is set aside where `validation` is null
/// @param captionsPerImage which captions of an image an epoch sees
/// @param negativeCaptions untrue captions of each image that join its batch as negatives
/// @param negativesFrom where they come from
/// @param workers threads that decode images ahead of the step; the numbers drawn do not depend on it
/// @param unreadableShare the share of unreadable images above which a run stops
/// @param reducedDecoding whether training JPEGs far larger than the model's images are decoded at a part of their size
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
                    "data.validation is set and data.train is not; set data.train, or neither to train on scenes");
        }
        if (data.negativeCaptions == 0 && data.negativesFrom == NegativesFrom.RULES) {
            throw section.refusal(
                    "negatives_from",
                    "data.negatives_from is rules and data.negative_captions is 0; set how many an image brings, say 1");
        }
        if (!data.weights.isEmpty() && data.weights.size() != data.train.size()) {
            throw section.refusal(
                    "weights",
                    "data.weights has %d numbers for the %d data sets of data.train; give one for each"
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
