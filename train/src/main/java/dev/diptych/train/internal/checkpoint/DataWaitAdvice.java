package dev.diptych.train.internal.checkpoint;

import dev.diptych.model.Trainable;
import dev.diptych.train.recipe.AugmentationRecipe;
import dev.diptych.train.recipe.CacheRecipe;
import dev.diptych.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Advice for a run that waits for data.
public final class DataWaitAdvice {

    /// The share of waiting time in an epoch above which advice is given.
    static final double NOTABLE = 0.2;

    private DataWaitAdvice() {}

    /// A line about settings that reduce the wait; empty if the wait is short.
    ///
    /// @param before the times at the start of an epoch
    /// @param after the times at its end
    public static Optional<String> advice(Recipe recipe, RunTimes before, RunTimes after) {
        double wait = after.dataWait() - before.dataWait();
        double epoch = after.training() - before.training();
        if (!(wait > NOTABLE * epoch)) {
            return Optional.empty();
        }
        List<String> ways = new ArrayList<>();
        ways.add("increase data.workers (now %d)".formatted(recipe.data().workers()));
        if (!recipe.data().reducedDecoding()) {
            ways.add("set data.reduced_decoding to true for large JPEG files");
        }
        boolean frozen = !(recipe.train().trainable().vision() instanceof Trainable.All);
        CacheRecipe cache = recipe.train().cache();
        AugmentationRecipe augmentation = recipe.train().augmentation();
        boolean augments = augmentation.flip() > 0 || augmentation.randomResizedCrop() != null;
        if (frozen && !cache.enabled()) {
            ways.add("set train.cache.enabled to true");
        } else if (frozen && augments && cache.views() == null) {
            ways.add("set train.cache.views, so that augmented images are cached");
        }
        return Optional.of("%.0f %% of the epoch was spent waiting for data: %s"
                .formatted(100 * wait / epoch, String.join(", or ", ways)));
    }
}
