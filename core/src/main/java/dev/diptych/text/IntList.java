package dev.diptych.text;

import java.util.Arrays;

/// A growing list of ints, for the ids of one text.
final class IntList {

    private int[] values = new int[32];
    private int size;

    int size() {
        return size;
    }

    int get(int index) {
        return values[index];
    }

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    /// Forgets what lies beyond the first `length` values.
    void truncate(int length) {
        size = Math.min(size, length);
    }

    /// Copies the first `count` values to `target`, from `offset` on.
    void copyTo(int[] target, int offset, int count) {
        System.arraycopy(values, 0, target, offset, count);
    }
}
