package dev.diptych.evaluate.statistics;

/// The natural logarithm of the gamma function, by Lanczos' approximation (1964) with nine
/// coefficients.
final class LogGamma {

    private static final double G = 7;
    private static final double[] COEFFICIENTS = {
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7
    };

    private LogGamma() {}

    /// @param x above 0
    static double of(double x) {
        double shifted = x - 1;
        double sum = COEFFICIENTS[0];
        for (int i = 1; i < COEFFICIENTS.length; i++) {
            sum += COEFFICIENTS[i] / (shifted + i);
        }
        double t = shifted + G + 0.5;
        return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
    }
}
