package dev.diptych.data.order;

import dev.diptych.base.RandomKey;
import java.util.random.RandomGenerator;

/// Random permutations.
final class Shuffle {

    private Shuffle() {}

    /// Permutes `values` in place (Fisher and Yates).
    static int[] shuffle(int[] values, RandomKey key) {
        RandomGenerator random = key.generator();
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
        return values;
    }
}
