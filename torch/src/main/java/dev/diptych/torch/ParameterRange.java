package dev.diptych.torch;

/// Range of elements of a flat buffer, `begin` inclusive, `end` exclusive.
public record ParameterRange(long begin, long end) {

    public ParameterRange {
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("a range from " + begin + " to " + end);
        }
    }

    /// Whether all elements of another range are in this one.
    public boolean contains(ParameterRange other) {
        return begin <= other.begin && other.end <= end;
    }

    /// Number of elements.
    public long length() {
        return end - begin;
    }
}
