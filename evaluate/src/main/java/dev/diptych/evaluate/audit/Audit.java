package dev.diptych.evaluate.audit;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.ProgressListener;
import dev.diptych.data.Caption;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.evaluate.audit.vectors.AuditVectors;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.model.Calibration;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Result of an audit: mismatched pairs and other errors of a data set.
///
/// @param data the audited data set
/// @param pairs one for each caption, in the order of the data
/// @param duplicates images that duplicate an earlier one
/// @param leaks images that are also in the other data set
/// @param wrongShare estimated fraction of mismatched pairs, 0 to 1
public record Audit(
        Pairs data, List<AuditedPair> pairs, List<ImageMatch> duplicates, List<ImageMatch> leaks, double wrongShare) {

    private static final double LEAST = 1e-6; // probabilities nearer to 0 or 1 are not converted to another prior

    /// An image that duplicates another one.
    ///
    /// @param how description of the similarity
    public record ImageMatch(ImageItem image, ImageItem other, boolean exact, String how) {}

    /// Audits `data` in this process.
    ///
    /// @param against a data set that should not share images with the data; null for none
    /// @throws InvalidInputException if too few images are readable
    public static Audit of(Embedder embedder, Pairs data, @Nullable Pairs against, AuditOptions options) {
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled();
                var _ = Precision.FP32.enter()) {
            return of(new EmbeddedData(embedder, data, against), options, embedder.watch());
        }
    }

    /// Audits data whose images and texts are inspected and encoded elsewhere. The result is that
    /// of one process, up to the rounding of the vectors.
    ///
    /// @param watch notified of the progress
    /// @throws InvalidInputException if too few images are readable
    public static Audit of(AuditedData source, AuditOptions options, ProgressListener watch) {
        Pairs data = source.pairs();
        List<ImageStatistics> looks = source.images();
        int[] readable = readable(looks);
        List<List<Finding>> ofImages = ImageInspection.findings(looks, source.inputSize(), options.quality());
        // Non-empty captions of readable images are scored.
        int[] number = new int[data.images().size()];
        Arrays.fill(number, -1);
        IntStream.range(0, readable.length).forEach(i -> number[readable[i]] = i);
        int[] judged = IntStream.range(0, data.captions().size())
                .filter(caption -> number[data.captions().get(caption).image()] >= 0
                        && !data.text(caption).isBlank())
                .toArray();
        if (judged.length == 0) {
            throw new InvalidInputException("no readable image in the data: "
                    + (looks.isEmpty()
                            ? "it has no images"
                            : data.image(0).name() + " (" + looks.getFirst().fault() + ")"));
        }
        Pairs whole = new Pairs(
                Arrays.stream(readable).mapToObj(data::image).toList(),
                Arrays.stream(judged)
                        .mapToObj(caption ->
                                new Caption(number[data.captions().get(caption).image()], data.text(caption)))
                        .toList(),
                List.of());
        AuditVectors vectors = source.vectors(whole, readable, judged);
        List<Duplicates.Like> within = Duplicates.within(looks, vectors, readable);
        within.forEach(like -> ofImages.get(like.image())
                .add(new Finding(
                        like.exact() ? FindingKind.EXACT_DUPLICATE : FindingKind.NEAR_DUPLICATE,
                        data.image(like.earlier()).name() + (like.exact() ? "" : ", " + like.how()))));
        AuditedData.Others others = source.others();
        List<ImageMatch> leaks = others == null ? List.of() : leaks(data, looks, vectors, readable, others, ofImages);
        MismatchScores judgement = MismatchScores.of(vectors, whole, options, watch);
        List<ImageMatch> duplicates = within.stream()
                .map(like ->
                        new ImageMatch(data.image(like.image()), data.image(like.earlier()), like.exact(), like.how()))
                .toList();
        return new Audit(
                data,
                pairs(
                        data,
                        whole,
                        judged,
                        ofImages,
                        judgement,
                        options,
                        options.folds() == 0 ? source.calibration() : null),
                duplicates,
                leaks,
                judgement.wrongShare());
    }

    private static List<ImageMatch> leaks(
            Pairs data,
            List<ImageStatistics> looks,
            AuditVectors vectors,
            int[] readable,
            AuditedData.Others others,
            List<List<Finding>> ofImages) {
        int[] otherReadable = readable(others.images());
        if (otherReadable.length == 0) {
            throw new InvalidInputException("no readable image in the other data set; check --against");
        }
        return Duplicates.across(looks, vectors, readable, others.images(), otherReadable).stream()
                .map(like -> {
                    ImageItem other = others.pairs().image(like.earlier());
                    ofImages.get(like.image())
                            .add(new Finding(FindingKind.LEAK, other.name() + (like.exact() ? "" : ", " + like.how())));
                    return new ImageMatch(data.image(like.image()), other, like.exact(), like.how());
                })
                .toList();
    }

    private static List<AuditedPair> pairs(
            Pairs data,
            Pairs whole,
            int[] judged,
            List<List<Finding>> ofImages,
            MismatchScores judgement,
            AuditOptions options,
            @Nullable Calibration calibration) {
        List<List<Finding>> ofCaptions = CaptionFaults.of(data);
        int[] place = new int[data.captions().size()]; // among the scored captions
        Arrays.fill(place, -1);
        IntStream.range(0, judged.length).forEach(i -> place[judged[i]] = i);
        int[] rank = new int[judged.length];
        int[] order = MismatchPosterior.order(judgement.scores());
        IntStream.range(0, order.length).forEach(i -> rank[order[i]] = i + 1);
        List<AuditedPair> pairs = new ArrayList<>();
        for (int caption = 0; caption < place.length; caption++) {
            int image = data.captions().get(caption).image();
            String name = data.image(image).name();
            int at = place[caption];
            List<Finding> findings = new ArrayList<>();
            if (at >= 0 && judgement.probabilities()[at] < options.threshold()) {
                findings.add(new Finding(FindingKind.MISMATCH, ""));
            }
            findings.addAll(ofImages.get(image));
            findings.addAll(ofCaptions.get(caption));
            boolean kept = at >= 0
                    && findings.stream()
                            .map(Finding::kind)
                            .noneMatch(kind -> kind == FindingKind.MISMATCH
                                    || options.dropped().contains(kind));
            if (at < 0) {
                pairs.add(
                        new AuditedPair(name, data.text(caption), null, null, null, null, null, null, findings, kept));
                continue;
            }
            int better = judgement.better()[at];
            pairs.add(new AuditedPair(
                    name,
                    data.text(caption),
                    rank[at],
                    judgement.scores()[at],
                    judgement.probabilities()[at],
                    judgement.cosines()[at],
                    calibrated(calibration, judgement, at),
                    better < 0 ? null : whole.text(better),
                    findings,
                    kept));
        }
        return pairs;
    }

    // The calibration applies to the model's own cosines, at a prior of one half.
    private static @Nullable Double calibrated(@Nullable Calibration calibration, MismatchScores judgement, int place) {
        return calibration == null
                ? null
                : Calibration.atPrior(
                        Math.clamp(calibration.probability(judgement.cosines()[place]), LEAST, 1 - LEAST),
                        Math.clamp(1 - judgement.wrongShare(), LEAST, 1 - LEAST));
    }

    /// The scored pairs, the most likely mismatch first.
    public List<AuditedPair> ranked() {
        return pairs.stream()
                .filter(pair -> pair.rank() != null)
                .sorted(java.util.Comparator.comparingInt(pair -> java.util.Objects.requireNonNull(pair.rank())))
                .toList();
    }

    /// The number of pairs with each kind of finding; kinds without findings are omitted.
    public Map<FindingKind, Integer> counts() {
        Map<FindingKind, Integer> counts = new EnumMap<>(FindingKind.class);
        pairs.forEach(pair -> pair.findings().stream()
                .map(Finding::kind)
                .distinct()
                .forEach(kind -> counts.merge(kind, 1, Integer::sum)));
        return Collections.unmodifiableMap(counts);
    }

    private static int[] readable(List<ImageStatistics> looks) {
        return IntStream.range(0, looks.size())
                .filter(image -> looks.get(image).isReadable())
                .toArray();
    }
}
