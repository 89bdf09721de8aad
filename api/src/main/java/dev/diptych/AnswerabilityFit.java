package dev.diptych;

import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.statistics.BinaryLogistic;
import dev.diptych.index.Answerability;
import dev.diptych.index.HeldOutQuery;
import dev.diptych.index.Index;
import dev.diptych.index.VectorHit;
import dev.diptych.index.VectorHits;
import dev.diptych.index.VectorQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Fits the probability that an index has an item for a query.
///
/// Queries with a fitting item are captions of the index. Queries without one are given, or are captions that are
/// searched for as if the index had no item with one of their words: what such a caption asks for does not exist there,
/// as far as the captions tell.
final class AnswerabilityFit {

    /// The fewest queries of each sort.
    static final int FEWEST = 20;

    // Captions that are searched for.
    private static final int CAPTIONS = 1000;

    // A word that more items have describes how captions are written rather than what images show.
    private static final double MOST_FREQUENT = 0.5;

    private static final int FOLDS = 5;

    // L2 penalty: keeps the weights finite if the scores separate the two sorts.
    private static final double RIDGE = 1;

    private final Diptych model;
    private final Index index;

    AnswerabilityFit(Diptych model, Index index) {
        this.model = model;
        this.index = index;
    }

    /// @param unanswerable texts that fit no item of the index; empty to hold out words of its captions
    /// @param keep fraction of the queries with a fitting item that keep their answer
    /// @return empty if there are fewer than [#FEWEST] queries of either sort
    Optional<Answerability> fit(List<String> unanswerable, double keep) {
        List<String> captions = captions();
        if (captions.size() < FEWEST) {
            return Optional.empty();
        }
        List<float[]> vectors = List.of(model.embedTexts(captions));
        List<Scores> present = scores(index.search(queries(vectors)));
        List<Scores> absent = unanswerable.isEmpty()
                ? heldOut(captions, vectors)
                : scores(index.search(queries(List.of(model.embedTexts(unanswerable)))));
        int count = Math.min(present.size(), absent.size());
        if (count < FEWEST) {
            return Optional.empty();
        }
        String source = unanswerable.isEmpty() ? "captions with a held-out word" : "given texts";
        return Optional.of(fitted(spread(present, count), spread(absent, count), keep, source));
    }

    /// Largest cosine of a query, and its standardised score.
    record Scores(double cosine, double standardised) {

        static Scores of(VectorHits found) {
            return new Scores(found.best(), found.standardised(found.best()));
        }
    }

    // One caption of each sampled item.
    private List<String> captions() {
        List<String> captions = new ArrayList<>();
        for (VectorHit item : index.sample(CAPTIONS)) {
            captions.add(item.captions().get(captions.size() % item.captions().size()));
        }
        return captions;
    }

    private List<Scores> heldOut(List<String> captions, List<float[]> vectors) {
        List<HeldOutQuery> queries = new ArrayList<>();
        RandomKey key = RandomKey.of(0).with("held-out words");
        int most = (int) (MOST_FREQUENT * index.size());
        for (int i = 0; i < captions.size(); i++) {
            List<String> words = new ArrayList<>();
            index.wordFrequencies(captions.get(i)).forEach((word, frequency) -> {
                if (frequency > 0 && frequency <= most) {
                    words.add(word);
                }
            });
            if (!words.isEmpty()) {
                RandomGenerator random = key.with(i).generator();
                queries.add(new HeldOutQuery(vectors.get(i), words.get(random.nextInt(words.size()))));
            }
        }
        return scores(index.searchHeldOut(queries));
    }

    private static List<VectorQuery> queries(List<float[]> vectors) {
        return vectors.stream().map(vector -> new VectorQuery(vector, 1)).toList();
    }

    private static List<Scores> scores(List<VectorHits> results) {
        return results.stream()
                .filter(found -> !Double.isNaN(found.best()))
                .map(Scores::of)
                .toList();
    }

    private static List<Scores> spread(List<Scores> all, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
                .toList();
    }

    /// Fits weights and threshold to as many queries of each sort, with the rates under cross-validation.
    static Answerability fitted(List<Scores> present, List<Scores> absent, double keep, String source) {
        int count = present.size();
        int kept = 0;
        int rejected = 0;
        for (int fold = 0; fold < FOLDS; fold++) {
            int number = fold;
            Answerability others = fitted(except(present, number), except(absent, number), keep);
            kept += (int) of(present, number).stream()
                    .filter(scores -> accepts(others, scores))
                    .count();
            rejected += (int) of(absent, number).stream()
                    .filter(scores -> !accepts(others, scores))
                    .count();
        }
        Answerability all = fitted(present, absent, keep);
        return new Answerability(
                all.intercept(),
                all.cosineWeight(),
                all.standardisedWeight(),
                all.threshold(),
                source,
                count,
                (double) kept / count,
                (double) rejected / count);
    }

    private static Answerability fitted(List<Scores> present, List<Scores> absent, double keep) {
        int all = present.size() + absent.size();
        double[][] features = new double[2][all];
        double[] targets = new double[all];
        for (int i = 0; i < all; i++) {
            Scores scores = i < present.size() ? present.get(i) : absent.get(i - present.size());
            features[0][i] = scores.cosine();
            features[1][i] = scores.standardised();
            targets[i] = i < present.size() ? 1 : 0;
        }
        double[] weights = BinaryLogistic.fit(features, targets, RIDGE);
        Answerability fitted = new Answerability(weights[2], weights[0], weights[1], 0, "", 0, 0, 0);
        double[] probabilities = present.stream()
                .mapToDouble(scores -> fitted.probability(scores.cosine(), scores.standardised()))
                .sorted()
                .toArray();
        double threshold = probabilities[(int) Math.floor((1 - keep) * probabilities.length)];
        return new Answerability(weights[2], weights[0], weights[1], threshold, "", 0, 0, 0);
    }

    private static boolean accepts(Answerability fitted, Scores scores) {
        return fitted.probability(scores.cosine(), scores.standardised()) >= fitted.threshold();
    }

    private static List<Scores> of(List<Scores> all, int fold) {
        return IntStream.range(0, all.size())
                .filter(i -> i % FOLDS == fold)
                .mapToObj(all::get)
                .toList();
    }

    private static List<Scores> except(List<Scores> all, int fold) {
        return IntStream.range(0, all.size())
                .filter(i -> i % FOLDS != fold)
                .mapToObj(all::get)
                .toList();
    }
}
