package dev.diptych.train.internal.diagnosis;

import dev.diptych.evaluate.comparison.QueryResults;
import dev.diptych.report.MetricComparison;
import dev.diptych.report.Verdict;
import dev.diptych.report.html.NumberText;
import dev.diptych.train.internal.step.EmbeddingStatistics;
import dev.diptych.train.internal.step.TrainingStep;
import dev.diptych.train.recipe.Recipe;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Recognises common failures of contrastive training while they happen. Each is named once, by one
/// line with the likely cause and the setting to change.
///
/// * Collapse: from the second epoch on, three observations in a row, on either side, with a
///   uniformity above −0.01 (random pairs have a mean cosine of about 0.998) and nearer to 0 than half
///   of that before the first step, since random initial weights may begin like that; or with an
///   effective rank below 1.1; or with embeddings that are all equal.
/// * Loss at chance: in the second or a later epoch, and after at least 50 steps, a mean contrastive
///   loss of at least 99 % of that of equal scores.
/// * Few negatives: fewer than 16 texts that are not positives, for an average image.
/// * Drift: the training loss falls, and in two validations in a row the metric is worse than that
///   of the best epoch, by a paired test on the same queries.
///
/// Not thread-safe.
public final class FailureModes {

    private static final String CONTRASTIVE = "contrastive";
    private static final int OBSERVATIONS_PER_EPOCH = 8;
    private static final int MOST_STEPS_BETWEEN = 10;
    private static final int IN_A_ROW = 3;
    private static final double COLLAPSED_UNIFORMITY = -0.01;
    private static final double COLLAPSED_RANK = 1.1;
    private static final double EQUAL_UNIFORMITY = -1e-6;
    private static final int LEAST_STEPS = 50;
    private static final double CHANCE_SHARE = 0.99;
    private static final double FEW_NEGATIVES = 16;
    private static final double REPEATED = 0.5;
    private static final double COLD = 0.01;
    private static final double HOT = 1;
    private static final int WORSE_IN_A_ROW = 2;

    private enum Kind {
        COLLAPSE,
        CHANCE,
        NEGATIVES,
        DRIFT
    }

    private final Recipe recipe;
    private final int stepsOfEpoch;
    private final Set<Kind> named = EnumSet.noneOf(Kind.class);
    private int collapsed; // observations in a row
    private int worse; // validations in a row
    private double losses; // contrastive, of the current epoch
    private double chances; // the loss of equal scores at the same steps
    private int count;
    private long epoch = -1;
    private @Nullable EmbeddingStatistics first;
    private QueryResults bestQueries = QueryResults.none(); // of this process, as are the next two
    private double bestLoss = Double.NaN;
    private int bestEpoch;

    public FailureModes(Recipe recipe, int stepsOfEpoch) {
        this.recipe = recipe;
        this.stepsOfEpoch = stepsOfEpoch;
    }

    /// Whether the geometry of the embeddings is needed at this step, from 0: every tenth step,
    /// more often in short epochs.
    public boolean isDue(long step) {
        return step % Math.clamp(stepsOfEpoch / OBSERVATIONS_PER_EPOCH, 1, MOST_STEPS_BETWEEN) == 0;
    }

    /// A failure that this step shows; empty if its outcome has no statistics.
    ///
    /// @param step from 0
    /// @param temperature current temperature
    public Optional<String> observe(long step, TrainingStep.Outcome outcome, double temperature) {
        EmbeddingStatistics statistics = outcome.statistics();
        return statistics == null
                ? Optional.empty()
                : observe(step, statistics, outcome.terms().getOrDefault(CONTRASTIVE, Double.NaN), temperature);
    }

    /// @param contrastive the contrastive term of the loss; NaN if there is none
    /// @param temperature current temperature
    Optional<String> observe(long step, EmbeddingStatistics statistics, double contrastive, double temperature) {
        if (step / stepsOfEpoch != epoch) {
            epoch = step / stepsOfEpoch;
            losses = 0;
            chances = 0;
            count = 0;
        }
        losses += contrastive;
        chances += statistics.uniformLoss();
        count++;
        return negatives(step, statistics)
                .or(() -> collapse(step, statistics, temperature))
                .or(() -> chance(step, statistics, temperature));
    }

    private Optional<String> collapse(long step, EmbeddingStatistics statistics, double temperature) {
        EmbeddingStatistics before = first == null ? statistics : first;
        first = before;
        boolean image = isCollapsed(statistics.image(), before.image());
        boolean text = isCollapsed(statistics.text(), before.text());
        collapsed = image || text ? collapsed + 1 : 0;
        if (step < stepsOfEpoch || collapsed < IN_A_ROW) {
            return Optional.empty();
        }
        EmbeddingStatistics.Modality space = image ? statistics.image() : statistics.text();
        String sides = image && text ? "image and text embeddings" : image ? "image embeddings" : "text embeddings";
        return name(
                Kind.COLLAPSE,
                "step %d: the %s collapse (mean cosine of random pairs %.3f, uniformity %.2f, effective rank %.1f); %s",
                step + 1,
                sides,
                space.cosine(),
                space.uniformity(),
                space.effectiveRank(),
                cause(statistics, temperature));
    }

    private static boolean isCollapsed(EmbeddingStatistics.Modality space, EmbeddingStatistics.Modality before) {
        double uniformity = space.uniformity();
        boolean narrower = uniformity > COLLAPSED_UNIFORMITY && uniformity > before.uniformity() / 2;
        return narrower || uniformity > EQUAL_UNIFORMITY || space.effectiveRank() < COLLAPSED_RANK;
    }

    private Optional<String> chance(long step, EmbeddingStatistics statistics, double temperature) {
        boolean enough = step >= Math.max(stepsOfEpoch, LEAST_STEPS)
                && step % stepsOfEpoch >= 3 * stepsOfEpoch / 4
                && count >= IN_A_ROW;
        if (!enough || !(losses >= CHANCE_SHARE * chances)) {
            return Optional.empty();
        }
        return name(
                Kind.CHANCE,
                "step %d: the contrastive loss stays at that of equal scores, ln N (%.3f, equal scores %.3f): nothing is"
                        + " learned; %s",
                step + 1,
                losses / count,
                chances / count,
                isRepeated(statistics) || isExtreme(temperature)
                        ? cause(statistics, temperature)
                        : "likely cause: a learning rate that is too low or too high (train.learning_rate, now %s)"
                                .formatted(NumberText.of(recipe.train().learningRate())));
    }

    private Optional<String> negatives(long step, EmbeddingStatistics statistics) {
        if (!(statistics.negatives() < FEW_NEGATIVES)) {
            return Optional.empty();
        }
        String remedy = isRepeated(statistics)
                ? repeated(statistics)
                : "increase train.batch (now %d); train.chunk keeps its memory bounded"
                        .formatted(recipe.train().batch());
        return name(
                Kind.NEGATIVES,
                "step %d: an image is compared with only %.0f wrong texts on average, too few to learn from; %s",
                step + 1,
                statistics.negatives(),
                remedy);
    }

    /// A failure that this validation shows, compared with the best epoch of this process.
    ///
    /// @param epoch from 1
    /// @param loss mean training loss of the epoch
    /// @param isBest whether the epoch is the best so far, with which later ones are compared
    public Optional<String> validated(int epoch, QueryResults queries, double loss, boolean isBest) {
        MetricComparison change = queries.comparedWith(
                        bestQueries, recipe.validation().metric().name())
                .orElse(null);
        Optional<String> failure = validated(epoch, bestEpoch, change, loss, bestLoss);
        if (isBest) {
            bestQueries = queries;
            bestLoss = loss;
            bestEpoch = epoch;
        }
        return failure;
    }

    /// @param change the selection metric compared with that of the best epoch on the same queries;
    ///     null if unknown
    /// @param loss mean training loss of the epoch
    /// @param bestLoss that of the best epoch
    Optional<String> validated(
            int validatedEpoch, int bestEpoch, @Nullable MetricComparison change, double loss, double bestLoss) {
        boolean drifts = change != null && change.verdict() == Verdict.WORSE && loss < bestLoss;
        worse = drifts ? worse + 1 : 0;
        if (change == null || worse < WORSE_IN_A_ROW) {
            return Optional.empty();
        }
        return name(
                Kind.DRIFT,
                "epoch %d: training and validation drift apart: since epoch %d the training loss fell from %.3f to %.3f,"
                        + " but %s is worse by %.3g (95 %% confidence interval %.3g to %.3g); the model overfits: use"
                        + " fewer train.epochs, set validation.patience, add data or train.augmentation",
                validatedEpoch,
                bestEpoch,
                bestLoss,
                loss,
                recipe.validation().metric().name(),
                Math.abs(change.difference()),
                Math.min(Math.abs(change.low()), Math.abs(change.high())),
                Math.max(Math.abs(change.low()), Math.abs(change.high())));
    }

    private String cause(EmbeddingStatistics statistics, double temperature) {
        if (isRepeated(statistics)) {
            return repeated(statistics);
        }
        if (isExtreme(temperature)) {
            return String.format(
                    Locale.ROOT,
                    "likely cause: the temperature %s is very %s; set objective.temperature to 0.05 to 0.1",
                    NumberText.of(temperature),
                    temperature < COLD ? "low" : "high");
        }
        return String.format(
                Locale.ROOT,
                "likely cause: the learning rate; lower train.learning_rate (now %s) or increase train.warmup",
                NumberText.of(recipe.train().learningRate()));
    }

    private static boolean isExtreme(double temperature) {
        return temperature < COLD || temperature > HOT;
    }

    private static boolean isRepeated(EmbeddingStatistics statistics) {
        return statistics.distinctTexts() < REPEATED;
    }

    private static String repeated(EmbeddingStatistics statistics) {
        return String.format(
                Locale.ROOT,
                "likely cause: only %.0f %% of the captions of a batch differ; check the captions of the data with diptych data",
                100 * statistics.distinctTexts());
    }

    private Optional<String> name(Kind kind, String format, Object... values) {
        return named.add(kind) ? Optional.of(String.format(Locale.ROOT, format, values)) : Optional.empty();
    }
}
