package dev.diptych.train.parity;

import org.jspecify.annotations.Nullable;

/// Comparison of one tensor with its reference.
///
/// @param absoluteError largest |ours − theirs|; NaN if not compared
/// @param relativeError absolute error divided by the reference's largest magnitude
/// @param tolerance largest accepted relative error
/// @param remark reason why it was not compared, or mismatch of its shape
public record ParityRow(
        String name,
        double absoluteError,
        double relativeError,
        double tolerance,
        Verdict verdict,
        @Nullable String remark) {

    public enum Verdict {
        WITHIN,
        BEYOND,
        NOT_COMPARED
    }

    static ParityRow compared(String name, double absoluteError, double scale, double tolerance) {
        double relative = absoluteError == 0 ? 0 : absoluteError / scale;
        // NaN on either side exceeds any tolerance.
        Verdict verdict = relative <= tolerance ? Verdict.WITHIN : Verdict.BEYOND;
        return new ParityRow(name, absoluteError, relative, tolerance, verdict, null);
    }

    static ParityRow failed(String name, String remark) {
        return new ParityRow(name, Double.NaN, Double.NaN, 0, Verdict.BEYOND, remark);
    }

    static ParityRow notCompared(String name, String remark) {
        return new ParityRow(name, Double.NaN, Double.NaN, 0, Verdict.NOT_COMPARED, remark);
    }
}
