package dev.diptych.train.parity;

import org.jspecify.annotations.Nullable;

/// How far one tensor is from its reference.
///
/// @param absoluteError largest |ours − theirs|; NaN where nothing was compared
/// @param relativeError that over the reference's largest magnitude
/// @param tolerance the largest relative error that passes
/// @param remark why it was not compared, or what is wrong with its shape
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
        // A NaN on either side is beyond any tolerance.
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
