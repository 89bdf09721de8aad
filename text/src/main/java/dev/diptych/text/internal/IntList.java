package dev.diptych.text.internal;

import java.util.Arrays;

/// A growing list of ints, for the ids of one text.
public final class IntList {

    private int[] values = new int[32];
    private int size;

    int size() {
        return size;
    }

    int get(int index) {
        return values[index];
    }

    public void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    void addAll(int[] more) {
        if (size + more.length > values.length) {
            values = Arrays.copyOf(values, Math.max(2 * size, size + more.length));
        }
        System.arraycopy(more, 0, values, size, more.length);
        size += more.length;
    }

    /// Returns these values between a start and an end, truncated to `maximumLength` in all.
    public int[] between(int start, int end, int maximumLength) {
        if (maximumLength < 2) {
            throw new IllegalArgumentException(
                    "A maximum length of %d tokens leaves no room for the 2 special tokens".formatted(maximumLength));
        }
        int count = Math.min(size, maximumLength - 2);
        int[] all = new int[count + 2];
        all[0] = start;
        copyTo(all, 1, count);
        all[count + 1] = end;
        return all;
    }

    /// Truncates the list to `length` values.
    void truncate(int length) {
        size = Math.min(size, length);
    }

    /// Copies the first `count` values to `target`, from `offset` on.
    void copyTo(int[] target, int offset, int count) {
        System.arraycopy(values, 0, target, offset, count);
    }
}
