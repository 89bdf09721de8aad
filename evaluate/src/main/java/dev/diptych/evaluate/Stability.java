package dev.diptych.evaluate;

import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.evaluate.retrieval.Neighbours;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Agreement of neighbours between images and texts, and stability of results under paraphrase and flip. Each is the
/// percentage of the ten nearest neighbours (fewer on small data) that two lists share, where ties are not neighbours:
/// a constant model gets 0, and chance is ten divided by the number of candidates.
///
/// At most [#IMAGES] images, evenly spaced in the data, are queries; all are candidates.
///
/// @param neighbourAgreement between the images nearest to an image and the images whose first captions are nearest to
///     its first caption: mutual k-nearest neighbours (Huh et al., 2024)
/// @param paraphraseStability between the images retrieved by two captions of one image, over all such pairs of
///     captions
/// @param flipStability between the captions retrieved by an image and by its mirror image
public record Stability(double neighbourAgreement, double paraphraseStability, double flipStability) {

    static final int IMAGES = 2000;

    /// @param mirrored [N, P] the embeddings of the horizontally flipped images, in the same order
    static Stability evaluate(Embeddings embeddings, Tensor mirrored) {
        return new Stability(neighbours(embeddings), paraphrases(embeddings), flips(embeddings, mirrored));
    }

    /// The metrics by their names in `metrics.json`. NaN if there are too few images or captions.
    public Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("consistency.neighbour_agreement", neighbourAgreement);
        values.put("consistency.paraphrase_stability", paraphraseStability);
        values.put("consistency.flip_stability", flipStability);
        return values;
    }

    private static double neighbours(Embeddings embeddings) {
        int[] texts = embeddings.firstCaptions();
        int[] images =
                Arrays.stream(texts).map(t -> embeddings.imageOfText()[t]).toArray();
        int k = Neighbours.count(images.length - 1);
        if (k == 0) {
            return Double.NaN;
        }
        int[] asking = spread(images.length);
        Tensor image = rows(embeddings.image(), images); // [n, P]
        Tensor text = rows(embeddings.text(), texts); // [n, P]
        int[][] byImage = Neighbours.of(rows(image, asking), image, k, asking);
        int[][] byText = Neighbours.of(rows(text, asking), text, k, asking);
        return 100
                * IntStream.range(0, asking.length)
                        .mapToDouble(q -> Neighbours.overlap(byImage[q], byText[q], k))
                        .average()
                        .orElse(Double.NaN);
    }

    private static double paraphrases(Embeddings embeddings) {
        int k = Neighbours.count(embeddings.images());
        int[][] captions = captions(embeddings);
        int[] severalCaptions = IntStream.range(0, captions.length)
                .filter(image -> captions[image].length > 1)
                .toArray();
        if (k == 0 || severalCaptions.length == 0) {
            return Double.NaN;
        }
        int[] asking = Arrays.stream(spread(severalCaptions.length))
                .map(i -> severalCaptions[i])
                .toArray();
        int[] texts = Arrays.stream(asking)
                .flatMap(image -> Arrays.stream(captions[image]))
                .toArray();
        int[][] found = Neighbours.of(rows(embeddings.text(), texts), embeddings.image(), k, none(texts.length));
        double sum = 0;
        long pairs = 0;
        int first = 0;
        for (int image : asking) {
            int end = first + captions[image].length;
            for (int a = first; a < end; a++) {
                for (int b = a + 1; b < end; b++) {
                    sum += Neighbours.overlap(found[a], found[b], k);
                    pairs++;
                }
            }
            first = end;
        }
        return 100 * sum / pairs;
    }

    private static double flips(Embeddings embeddings, Tensor mirrored) {
        int k = Neighbours.count(embeddings.texts());
        if (k == 0) {
            return Double.NaN;
        }
        int[] asking = spread(embeddings.images());
        int[] none = none(asking.length);
        int[][] plain = Neighbours.of(rows(embeddings.image(), asking), embeddings.text(), k, none);
        int[][] other = Neighbours.of(rows(mirrored, asking), embeddings.text(), k, none);
        return 100
                * IntStream.range(0, asking.length)
                        .mapToDouble(q -> Neighbours.overlap(plain[q], other[q], k))
                        .average()
                        .orElse(Double.NaN);
    }

    /// At most [#IMAGES] of `count` numbers, evenly spaced.
    static int[] spread(int count) {
        int chosen = Math.min(count, IMAGES);
        return IntStream.range(0, chosen)
                .map(i -> Math.toIntExact((long) i * count / chosen))
                .toArray();
    }

    private static int[][] captions(Embeddings embeddings) {
        List<List<Integer>> captions = new ArrayList<>();
        for (int i = 0; i < embeddings.images(); i++) {
            captions.add(new ArrayList<>(5));
        }
        for (int t = 0; t < embeddings.texts(); t++) {
            captions.get(embeddings.imageOfText()[t]).add(t);
        }
        return captions.stream()
                .map(each -> each.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    private static int[] none(int count) {
        int[] none = new int[count];
        Arrays.fill(none, -1);
        return none;
    }

    private static Tensor rows(Tensor x, int[] rows) {
        return Operators.select(x, 0, Tensors.index(rows));
    }
}
