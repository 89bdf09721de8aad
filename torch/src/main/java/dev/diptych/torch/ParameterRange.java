package dev.diptych.torch;

/// Range of elements of a flat buffer, `begin` inclusive, `end` exclusive.
public record ParameterRange(long begin, long end) {

    public ParameterRange {
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("a range from " + begin + " to " + end);
        }
    }

    /// Number of elements.
    public long length() {
        return end - begin;
    }
}
