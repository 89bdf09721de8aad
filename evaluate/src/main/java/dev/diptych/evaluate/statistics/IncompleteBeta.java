package dev.diptych.evaluate.statistics;

/// The regularised incomplete beta function, from which the distributions of Student and of the
/// binomial follow.
public final class IncompleteBeta {

    private static final int MOST_TERMS = 10_000;
    private static final double TINY = 1e-300;
    private static final double PRECISION = 1e-15;

    private IncompleteBeta() {}

    /// I_x(a, b) by its continued fraction (Abramowitz and Stegun, 1964, 26.5.8), evaluated as
    /// Lentz (1976) does.
    ///
    /// @param a above 0
    /// @param b above 0
    /// @param x from 0 to 1
    public static double regularised(double a, double b, double x) {
        if (x <= 0 || x >= 1) {
            return x <= 0 ? 0 : 1;
        }
        // The fraction converges fast below the mean of the distribution.
        return x < (a + 1) / (a + b + 2)
                ? front(a, b, x) * fraction(a, b, x) / a
                : 1 - front(b, a, 1 - x) * fraction(b, a, 1 - x) / b;
    }

    private static double front(double a, double b, double x) {
        return Math.exp(LogGamma.of(a + b) - LogGamma.of(a) - LogGamma.of(b) + a * Math.log(x) + b * Math.log1p(-x));
    }

    private static double fraction(double a, double b, double x) {
        double c = 1;
        double d = 1 / away(1 - (a + b) * x / (a + 1));
        double product = d;
        for (int m = 1; m < MOST_TERMS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / away(1 + even * d);
            c = away(1 + even / c);
            product *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / away(1 + odd * d);
            c = away(1 + odd / c);
            product *= d * c;
            if (Math.abs(d * c - 1) < PRECISION) {
                return product;
            }
        }
        return product;
    }

    private static double away(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }
}
