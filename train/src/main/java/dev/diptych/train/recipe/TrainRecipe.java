package dev.diptych.train.recipe;

import dev.diptych.torch.Precision;
import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Settings of the optimisation: AdamW with a schedule.
///
/// @param batch images per step, N
/// @param chunk number of images encoded at a time if a batch does not fit into memory; null for the whole batch
/// @param learningRate peak learning rate of parts without their own in [#learningRates]
/// @param weightDecay weight decay of parameters with two or more dimensions
/// @param epsilon epsilon of AdamW
/// @param clipNorm maximum norm of all gradients together; null for no clipping
/// @param logEvery number of steps between two lines of metrics
/// @param checkpoint checkpoints in addition to one per epoch
/// @param keepStart whether the run directory keeps the starting model, also without a retention check
/// @param guard the retention check
public record TrainRecipe(
        int epochs,
        int batch,
        @Nullable Integer chunk,
        double learningRate,
        LearningRates learningRates,
        double weightDecay,
        Betas betas,
        double epsilon,
        Warmup warmup,
        Schedule schedule,
        @Nullable Double clipNorm,
        Precision precision,
        TrainableParts trainable,
        AugmentationRecipe augmentation,
        CacheRecipe cache,
        int logEvery,
        CheckpointRecipe checkpoint,
        boolean keepStart,
        GuardRecipe guard) {

    /// The peak learning rate of `part`: its own, or the common one.
    public double learningRateOf(ModelPart part) {
        Double own = learningRates.of(part);
        return own == null ? learningRate : own;
    }

    static TrainRecipe read(Section section) {
        TrainRecipe train = new TrainRecipe(
                section.integer("epochs", 10, NumberRange.atLeast(1)),
                section.integer("batch", 128, NumberRange.atLeast(2)),
                section.integerOrNull("chunk", NumberRange.atLeast(1)),
                section.number("learning_rate", 5e-4, NumberRange.above(0)),
                LearningRates.read(section.section("learning_rates")),
                section.number("weight_decay", 0.1, NumberRange.atLeast(0)),
                Betas.of(section.pair("betas", List.of(0.9, 0.98), NumberRange.fromBelow(0, 1))),
                section.number("epsilon", 1e-6, NumberRange.above(0)),
                Warmup.read(section, "warmup"),
                section.choice("schedule", Schedule.COSINE, Schedule.values()),
                section.numberOrNull("clip_norm", 1.0, NumberRange.above(0)),
                section.choice("precision", Precision.FP32, Precision.values()),
                TrainableParts.read(section.section("trainable")),
                AugmentationRecipe.read(section.section("augmentation")),
                CacheRecipe.read(section.section("cache")),
                section.integer("log_every", 10, NumberRange.atLeast(1)),
                CheckpointRecipe.read(section.section("checkpoint")),
                section.flag("keep_start", false),
                GuardRecipe.read(section.section("guard")));
        section.close();
        if (train.chunk != null && train.chunk > train.batch) {
            throw section.refusal("chunk", "train.chunk %d exceeds train.batch %d".formatted(train.chunk, train.batch));
        }
        return train;
    }

    void write(SectionWriter writer) {
        writer.put("epochs", epochs)
                .put("batch", batch)
                .put("chunk", chunk)
                .put("learning_rate", learningRate)
                .section("learning_rates", learningRates::write)
                .put("weight_decay", weightDecay)
                .put("betas", List.of(betas.first(), betas.second()))
                .put("epsilon", epsilon)
                .put("warmup", warmup.value())
                .put("schedule", schedule)
                .put("clip_norm", clipNorm)
                .put("precision", precision)
                .section("trainable", trainable::write)
                .section("augmentation", augmentation::write)
                .section("cache", cache::write)
                .put("log_every", logEvery)
                .section("checkpoint", checkpoint::write)
                .put("keep_start", keepStart)
                .section("guard", guard::write);
    }
}
