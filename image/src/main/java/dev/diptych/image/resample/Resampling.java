package dev.diptych.image.resample;

import java.util.Optional;

/// Pillow's resampling filters, with their numbers in `preprocessor_config.json`.
public enum Resampling {
    NEAREST(0, 0),
    LANCZOS(1, 3),
    BILINEAR(2, 1),
    BICUBIC(3, 2),
    BOX(4, 0.5),
    HAMMING(5, 1);

    private static final double CUBIC = -0.5;

    private final int number;
    private final double support;

    Resampling(int number, double support) {
        this.number = number;
        this.support = support;
    }

    /// Pillow's number of the filter.
    public int number() {
        return number;
    }

    /// Returns the filter with this number, if there is one.
    public static Optional<Resampling> of(int number) {
        for (Resampling filter : values()) {
            if (filter.number == number) {
                return Optional.of(filter);
            }
        }
        return Optional.empty();
    }

    /// Returns the filter with this name, ignoring case, if there is one.
    public static Optional<Resampling> of(String name) {
        for (Resampling filter : values()) {
            if (filter.name().equalsIgnoreCase(name)) {
                return Optional.of(filter);
            }
        }
        return Optional.empty();
    }

    /// Radius of the filter in pixels.
    double support() {
        return support;
    }

    /// Value of the filter at `x` pixels from its centre. NEAREST has none.
    double weight(double x) {
        double distance = Math.abs(x);
        return switch (this) {
            case NEAREST -> throw new IllegalStateException("nearest neighbour has no weights");
            case BOX -> x > -0.5 && x <= 0.5 ? 1 : 0;
            case BILINEAR -> distance < 1 ? 1 - distance : 0;
            case HAMMING -> distance == 0 ? 1 : distance < 1 ? hamming(distance * Math.PI) : 0;
            case BICUBIC -> bicubic(distance);
            case LANCZOS -> x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
        };
    }

    // Pillow's constants are floats.
    private static double hamming(double angle) {
        return Math.sin(angle) / angle * ((double) 0.54f + (double) 0.46f * Math.cos(angle));
    }

    private static double bicubic(double x) {
        if (x < 1) {
            return ((CUBIC + 2) * x - (CUBIC + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * CUBIC : 0;
    }

    private static double sinc(double x) {
        double angle = x * Math.PI;
        return x == 0 ? 1 : Math.sin(angle) / angle;
    }
}
