package dev.diptych.evaluate;

import dev.diptych.InvalidInputException;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// Accuracy of choosing the true caption over a wrong one, as ARO and SugarCrepe measure it, but with ties as misses:
/// a model that scores all captions alike gets 0, not 100.
public final class Compositional {

    private Compositional() {}

    /// @throws InvalidInputException when there is no item
    public static CompositionalResult evaluate(List<CompositionalItem> items) {
        if (items.isEmpty()) {
            throw new InvalidInputException("there are no swapped captions to measure: give data that has them");
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

    private static double accuracy(List<CompositionalItem> items) {
        return 100.0 * items.stream().filter(CompositionalItem::isRight).count() / items.size();
    }
}
