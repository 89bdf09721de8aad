package dev.diptych.evaluate;

import dev.diptych.base.InvalidInputException;
import dev.diptych.evaluate.comparison.MetricSample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Accuracy of preferring the true caption to a hard negative caption, as in ARO and SugarCrepe, but with ties counted
/// as wrong: a model that gives all captions the same score gets 0, not 100.
public final class Compositional {

    private Compositional() {}

    /// @throws InvalidInputException if there are no items
    public static CompositionalResult evaluate(List<CompositionalItem> items) {
        if (items.isEmpty()) {
            throw new InvalidInputException(
                    "there are no hard negative captions to evaluate; pass data that contain them");
        }
        var byKind = new TreeMap<String, Double>();
        for (String kind :
                new TreeSet<>(items.stream().map(CompositionalItem::kind).toList())) {
            byKind.put(
                    kind,
                    accuracy(items.stream()
                            .filter(item -> item.kind().equals(kind))
                            .toList()));
        }
        return new CompositionalResult(Collections.unmodifiableSortedMap(byKind), accuracy(items));
    }

    /// The results by image, for each metric of [CompositionalResult#values()].
    ///
    /// @param images the image of each item
    static Map<String, MetricSample> samples(List<CompositionalItem> items, int[] images) {
        int count = 1 + IntStream.of(images).max().orElse(0);
        List<String> names = new ArrayList<>(
                new TreeSet<>(items.stream().map(CompositionalItem::kind).toList()));
        names.add(CompositionalResult.OVERALL);
        Map<String, MetricSample> samples = new LinkedHashMap<>();
        for (String name : names) {
            double[] right = items.stream()
                    .mapToDouble(item -> !name.equals(CompositionalResult.OVERALL)
                                    && !item.kind().equals(name)
                            ? Double.NaN
                            : item.isRight() ? 1 : 0)
                    .toArray();
            samples.put("compositional." + name, MetricSample.Means.of(100, count, images, right));
        }
        return samples;
    }

    private static double accuracy(List<CompositionalItem> items) {
        return 100.0 * items.stream().filter(CompositionalItem::isRight).count() / items.size();
    }
}
