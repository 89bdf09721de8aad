package dev.diptych.evaluate;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.statistics.Bootstrap;
import dev.diptych.evaluate.statistics.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
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

    /// Confidence intervals of [CompositionalResult#values()], by a bootstrap over images.
    ///
    /// @param images the image of each item
    static Map<String, Double> intervals(List<CompositionalItem> items, int[] images, RandomKey key) {
        int count = 1 + IntStream.of(images).max().orElse(0);
        List<String> names = new ArrayList<>(
                new TreeSet<>(items.stream().map(CompositionalItem::kind).toList()));
        names.add(CompositionalResult.OVERALL);
        List<ToDoubleFunction<int[]>> statistics = new ArrayList<>();
        for (String name : names) {
            int[] right = new int[count];
            int[] all = new int[count];
            for (int i = 0; i < images.length; i++) {
                if (name.equals(CompositionalResult.OVERALL)
                        || items.get(i).kind().equals(name)) {
                    all[images[i]]++;
                    right[images[i]] += items.get(i).isRight() ? 1 : 0;
                }
            }
            statistics.add(Bootstrap.percentage(right, all));
        }
        Interval[] intervals = new Bootstrap(count, key).intervals(statistics);
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < intervals.length; i++) {
            intervals[i].put(values, "compositional." + names.get(i));
        }
        return values;
    }

    private static double accuracy(List<CompositionalItem> items) {
        return 100.0 * items.stream().filter(CompositionalItem::isRight).count() / items.size();
    }
}
