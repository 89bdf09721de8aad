package dev.diptych.evaluate.audit;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.ProgressListener;
import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import dev.diptych.evaluate.audit.vectors.AuditVectors;
import dev.diptych.evaluate.audit.vectors.PairAssignment;
import dev.diptych.evaluate.audit.vectors.PairComparison;
import dev.diptych.evaluate.audit.vectors.PairSpace;
import dev.diptych.evaluate.audit.vectors.PairSubset;
import dev.diptych.evaluate.retrieval.TopMatches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Scores of how well each caption matches its image.
///
/// @param scores lower for more likely mismatches, `[M]`
/// @param probabilities match probabilities, 0 to 1, `[M]`
/// @param cosines cosines of image and caption in the embedding space used, `[M]`
/// @param better a caption of another image that is nearer than the image's own, -1 for none; only for pairs below the
///     threshold, `[M]`
/// @param wrongShare estimated fraction of mismatched pairs, 0 to 1
@SuppressWarnings("ArrayRecordComponent") // read only
record MismatchScores(double[] scores, double[] probabilities, double[] cosines, int[] better, double wrongShare) {

    private static final int LEAST_IMAGES = 10; // to compare with each other
    private static final int ROUNDS = 2; // the second without the mismatches found by the first
    private static final int CANDIDATES = 10;
    private static final int MOST_SEARCHES = 5000;

    /// A part of the data and the space in which it is scored.
    private record Part(PairSubset subset, PairSpace space) {}

    /// @param pairs readable pairs, in the order of `vectors`
    /// @param watch notified before each fold
    /// @throws InvalidInputException if there are too few images
    static MismatchScores of(AuditVectors vectors, Pairs pairs, AuditOptions options, ProgressListener watch) {
        int[] imageOfText = pairs.imageOfCaption();
        int parts = Math.max(1, options.folds());
        long captioned = Arrays.stream(imageOfText).distinct().count();
        if (captioned < (long) parts * LEAST_IMAGES) {
            throw new InvalidInputException(
                    "%d readable images with captions are too few for an audit%s; at least %d are required"
                            .formatted(
                                    captioned,
                                    options.folds() == 0 ? "" : " in %d folds".formatted(parts),
                                    parts * LEAST_IMAGES));
        }
        WordOverlap words = new WordOverlap(
                pairs.captions().stream().map(caption -> caption.text()).toList());
        RandomKey key = RandomKey.of(options.seed()).with("audit");
        int[] foldOfImage = folds(
                pairs.images().size(), imageOfText, parts, key.with("folds").generator());
        @Nullable MismatchScores judgement = null;
        int rounds = options.folds() == 0 ? 1 : ROUNDS;
        for (int round = 0; round < rounds; round++) {
            List<Part> all = new ArrayList<>();
            for (int fold = 0; fold < parts; fold++) {
                watch.at("folds", round * parts + fold, rounds * parts);
                all.add(part(vectors, imageOfText, foldOfImage, fold, options.folds() > 0, judgement));
            }
            judgement = judge(all, pairs, words, options, key);
        }
        return java.util.Objects.requireNonNull(judgement);
    }

    // Images with captions are distributed evenly; those without go to the first fold.
    private static int[] folds(int images, int[] imageOfText, int parts, RandomGenerator random) {
        int[] captioned = Arrays.stream(imageOfText).distinct().sorted().toArray();
        for (int i = captioned.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int moved = captioned[i];
            captioned[i] = captioned[j];
            captioned[j] = moved;
        }
        int[] folds = new int[images];
        for (int place = 0; place < captioned.length; place++) {
            folds[captioned[place]] = place % parts;
        }
        return folds;
    }

    private static Part part(
            AuditVectors vectors,
            int[] imageOfText,
            int[] foldOfImage,
            int fold,
            boolean fit,
            @Nullable MismatchScores earlier) {
        int[] images = IntStream.range(0, foldOfImage.length)
                .filter(image -> foldOfImage[image] == fold)
                .toArray();
        int[] texts = IntStream.range(0, imageOfText.length)
                .filter(text -> foldOfImage[imageOfText[text]] == fold)
                .toArray();
        int[] place = new int[foldOfImage.length];
        for (int i = 0; i < images.length; i++) {
            place[images[i]] = i;
        }
        int[] own = Arrays.stream(texts).map(text -> place[imageOfText[text]]).toArray();
        PairSubset subset = new PairSubset(images, texts, own);
        if (!fit) {
            return new Part(subset, vectors.space(subset, null));
        }
        int[] learned = IntStream.range(0, imageOfText.length)
                .filter(text -> foldOfImage[imageOfText[text]] != fold
                        && (earlier == null || earlier.probabilities[text] >= 0.5))
                .toArray();
        return new Part(subset, vectors.space(subset, learned));
    }

    private static MismatchScores judge(
            List<Part> parts, Pairs pairs, WordOverlap words, AuditOptions options, RandomKey key) {
        int count = pairs.captions().size();
        double[][] given = new double[count][];
        double[][] mistaken = new double[count][];
        double[] cosines = new double[count];
        RandomGenerator random = key.with("mistaken").generator();
        for (Part part : parts) {
            PairSubset subset = part.subset;
            PairAssignment asGiven = PairAssignment.asGiven(subset.imageOfText());
            PairAssignment wrong = PairAssignment.mistaken(subset.imageOfText(), subset.images().length, random);
            PairComparison ofGiven = part.space.compare(asGiven);
            double[][] evidence = Evidence.of(ofGiven, subset, asGiven, words);
            double[][] ofWrong = Evidence.of(part.space.compare(wrong), subset, wrong, words);
            for (int i = 0; i < evidence.length; i++) {
                given[subset.texts()[i]] = evidence[i];
                mistaken[subset.texts()[i]] = ofWrong[i];
                cosines[subset.texts()[i]] = ofGiven.cosines()[i];
            }
        }
        MismatchPosterior belief = MismatchPosterior.fit(given, mistaken);
        double[] scores = Arrays.stream(given).mapToDouble(belief::score).toArray();
        double[] probabilities = Arrays.stream(scores).map(belief::probability).toArray();
        int[] better = new int[count];
        Arrays.fill(better, -1);
        int[] order = MismatchPosterior.order(scores);
        boolean[] searched = new boolean[count];
        for (int i = 0; i < Math.min(MOST_SEARCHES, count) && probabilities[order[i]] < options.threshold(); i++) {
            searched[order[i]] = true;
        }
        for (Part part : parts) {
            search(part, pairs, searched, cosines, better);
        }
        return new MismatchScores(scores, probabilities, cosines, better, belief.wrongShare());
    }

    private static void search(Part part, Pairs pairs, boolean[] searched, double[] cosines, int[] better) {
        int[] texts = part.subset.texts();
        int[] suspects =
                IntStream.range(0, texts.length).filter(i -> searched[texts[i]]).toArray();
        if (suspects.length == 0) {
            return;
        }
        int[] images =
                Arrays.stream(suspects).map(i -> part.subset.imageOfText()[i]).toArray();
        TopMatches top = part.space.nearestTexts(images, CANDIDATES);
        for (int s = 0; s < suspects.length; s++) {
            int text = texts[suspects[s]];
            int image = pairs.captions().get(text).image();
            for (int place = 0; place < top.indices()[s].length && better[text] < 0; place++) {
                int candidate = top.indices()[s][place];
                if (pairs.captions().get(candidate).image() != image && top.scores()[s][place] > cosines[text]) {
                    better[text] = candidate;
                }
            }
        }
    }
}
