package dev.diptych.evaluate.audit;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.ProgressListener;
import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import dev.diptych.evaluate.retrieval.TopMatches;
import dev.diptych.model.DualEncoder;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
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

    /// A part of the data and the projections that score it.
    ///
    /// @param heads the projections; null for the model's own
    private record Part(
            int[] images,
            int[] texts,
            int[] imageOfText,
            @Nullable CanonicalHeads heads,
            EmbeddingPair space) {}

    /// @param pairs readable pairs, in the order of `features`
    /// @param watch notified before each fold
    /// @throws InvalidInputException if there are too few images
    static MismatchScores of(
            PooledFeatures features, Pairs pairs, DualEncoder encoder, AuditOptions options, ProgressListener watch) {
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
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled();
                var _ = Precision.FP32.enter()) {
            @Nullable MismatchScores judgement = null;
            int rounds = options.folds() == 0 ? 1 : ROUNDS;
            for (int round = 0; round < rounds; round++) {
                List<Part> all = new ArrayList<>();
                for (int fold = 0; fold < parts; fold++) {
                    watch.at("folds", round * parts + fold, rounds * parts);
                    all.add(part(features, imageOfText, foldOfImage, fold, encoder, options.folds() > 0, judgement));
                }
                judgement = judge(all, pairs, features, words, options, key);
            }
            return java.util.Objects.requireNonNull(judgement);
        }
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
            PooledFeatures features,
            int[] imageOfText,
            int[] foldOfImage,
            int fold,
            DualEncoder encoder,
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
        PooledFeatures some = features.rows(images, texts);
        if (!fit) {
            return new Part(images, texts, own, null, some.project(encoder));
        }
        int[] learned = IntStream.range(0, imageOfText.length)
                .filter(text -> foldOfImage[imageOfText[text]] != fold
                        && (earlier == null || earlier.probabilities[text] >= 0.5))
                .toArray();
        CanonicalHeads heads = CanonicalHeads.fit(
                features, Arrays.stream(learned).map(text -> imageOfText[text]).toArray(), learned);
        return new Part(images, texts, own, heads, heads.apply(some));
    }

    private static MismatchScores judge(
            List<Part> parts,
            Pairs pairs,
            PooledFeatures features,
            WordOverlap words,
            AuditOptions options,
            RandomKey key) {
        int count = pairs.captions().size();
        double[][] given = new double[count][];
        double[][] mistaken = new double[count][];
        double[] cosines = new double[count];
        RandomGenerator random = key.with("mistaken").generator();
        for (Part part : parts) {
            PairAssignment asGiven = PairAssignment.asGiven(part.imageOfText);
            PairAssignment wrong = PairAssignment.mistaken(part.imageOfText, part.images.length, random);
            double[][] ofGiven = Evidence.of(part.space, part.imageOfText, asGiven, words, part.texts);
            double[][] ofWrong = Evidence.of(part.space, part.imageOfText, wrong, words, part.texts);
            double[] products = Tensors.doubles(EmbeddingPair.products(
                    EmbeddingPair.rows(part.space.image(), part.imageOfText), part.space.text()));
            for (int i = 0; i < part.texts.length; i++) {
                given[part.texts[i]] = ofGiven[i];
                mistaken[part.texts[i]] = ofWrong[i];
                cosines[part.texts[i]] = products[i];
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
            search(part, pairs, features, searched, cosines, better);
        }
        return new MismatchScores(scores, probabilities, cosines, better, belief.wrongShare());
    }

    private static void search(
            Part part, Pairs pairs, PooledFeatures features, boolean[] searched, double[] cosines, int[] better) {
        int[] suspects = IntStream.range(0, part.texts.length)
                .filter(i -> searched[part.texts[i]])
                .toArray();
        if (suspects.length == 0) {
            return;
        }
        try (var _ = TensorScope.open()) {
            var queries = EmbeddingPair.rows(
                    part.space.image(),
                    Arrays.stream(suspects).map(i -> part.imageOfText[i]).toArray()); // [S, K]
            var gallery = part.heads == null
                    ? part.space.text()
                    : part.heads.apply(features).text(); // [M, K]
            TopMatches top = TopMatches.of(queries, gallery, CANDIDATES);
            for (int s = 0; s < suspects.length; s++) {
                int text = part.texts[suspects[s]];
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
}
