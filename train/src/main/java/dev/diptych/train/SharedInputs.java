package dev.diptych.train;

import dev.diptych.data.Caption;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.TextPreparation;
import dev.diptych.data.survey.CaptionCoverage;
import dev.diptych.data.survey.DataOverlap;
import dev.diptych.data.survey.DataWarnings;
import dev.diptych.model.ImageTextModel;
import dev.diptych.text.swap.CaptionLanguage;
import dev.diptych.train.internal.features.SharedRows;
import dev.diptych.train.recipe.DataRecipe;
import dev.diptych.train.recipe.NegativesFrom;
import dev.diptych.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Inputs shared by several runs of one process, so that they are not read, checked or computed again: data, decoded
/// images, tokenizers and feature files. They do not affect results.
///
/// Retains everything that was requested, including decoded images. Not thread-safe.
public final class SharedInputs {

    /// Settings that determine the data: the seed affects generated scenes and the held-out part.
    private record DataKey(DataRecipe recipe, @Nullable Long seed) {}

    private static final Logger LOG = LoggerFactory.getLogger(SharedInputs.class);

    private final Map<DataKey, TrainingData> data = new HashMap<>();
    private final Tokenizers tokenizers = new Tokenizers();
    private final Map<Pairs, Set<TextPreparation>> reported = new IdentityHashMap<>();
    private final Map<Pairs, Map<TextPreparation, CaptionCoverage>> coverages = new IdentityHashMap<>();
    private final Set<Pairs> checked = Collections.newSetFromMap(new IdentityHashMap<>());
    private final SharedRows rows = new SharedRows();
    private final @Nullable Path cache;
    private final boolean onlyValidated;

    private SharedInputs(@Nullable Path cache, boolean onlyValidated) {
        this.cache = cache;
        this.onlyValidated = onlyValidated;
    }

    /// For a single run.
    public static SharedInputs ofOneRun() {
        return new SharedInputs(null, false);
    }

    /// For runs that are compared with each other: they are evaluated only on validation data, never on a test
    /// part.
    ///
    /// @param cache directory of the feature cache, unless a recipe specifies one
    public static SharedInputs ofTrials(Path cache) {
        return new SharedInputs(cache, true);
    }

    /// The data of the recipe, read or generated once.
    ///
    /// @throws dev.diptych.base.InvalidInputException if a folder is missing or invalid
    public TrainingData data(Recipe recipe) {
        DataRecipe named = recipe.data();
        boolean rules = named.negativeCaptions() > 0 && named.negativesFrom() == NegativesFrom.RULES;
        boolean drawn = named.train().isEmpty() || named.validation() == null || rules;
        return data.computeIfAbsent(new DataKey(named, drawn ? recipe.seed() : null), _ -> {
            TrainingData all = TrainingData.of(recipe);
            return onlyValidated ? new TrainingData(all.training(), all.validation(), all.validation()) : all;
        });
    }

    /// The data of a run: those from code in place of those that its recipe names.
    TrainingData data(Recipe recipe, SuppliedInputs supplied) {
        return supplied.training() == null && supplied.validation() == null
                ? data(recipe)
                : TrainingData.of(recipe, supplied.training(), supplied.validation());
    }

    /// Reports, once for all runs of the same data, what is seldom intended: equal captions, validation images that
    /// are training images.
    void reportWarnings(TrainingData all, DataRecipe settings) {
        if (!checked.add(all.training())) {
            return;
        }
        if (settings.negativeCaptions() > 0
                && settings.negativesFrom() == NegativesFrom.RULES
                && !CaptionLanguage.isEnglish(all.training().captions().stream().map(Caption::text))) {
            LOG.warn(
                    "training: the captions are probably not English; the rules of data.negatives_from exchange English"
                            + " words only");
        }
        DataWarnings.of("training", all.training()).forEach(LOG::warn);
        DataWarnings.of("validation", all.validation()).forEach(LOG::warn);
        DataOverlap.of(all.validation(), all.training())
                .line("validation", "training")
                .ifPresent(LOG::warn);
    }

    /// Reports, once for all runs with the same tokenizer, how much of the captions of these data a model does not
    /// read.
    ///
    /// @param name of the data, such as "training"
    void reportCoverage(String name, Pairs pairs, ImageTextModel model) {
        TextPreparation preparation = model.textPreparation();
        if (!reported.computeIfAbsent(pairs, _ -> new HashSet<>()).add(preparation)) {
            return;
        }
        CaptionCoverage coverage = coverage(pairs, model);
        coverage.lines(name).forEach(line -> {
            if (coverage.isNotable()) {
                LOG.warn("{}", line);
            } else {
                LOG.info("{}", line);
            }
        });
    }

    /// How much of the captions of these data a model reads; computed once for each tokenizer.
    CaptionCoverage coverage(Pairs pairs, ImageTextModel model) {
        return coverages
                .computeIfAbsent(pairs, _ -> new HashMap<>())
                .computeIfAbsent(model.textPreparation(), preparation -> CaptionCoverage.of(pairs, preparation));
    }

    Tokenizers tokenizers() {
        return tokenizers;
    }

    SharedRows rows() {
        return rows;
    }

    /// The feature cache of a run in this directory: next to it, or the shared one.
    Path cacheNextTo(Path run) {
        return cache != null ? cache : run.toAbsolutePath().normalize().resolveSibling("cache");
    }
}
