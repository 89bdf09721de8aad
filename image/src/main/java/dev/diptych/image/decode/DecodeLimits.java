package dev.diptych.image.decode;

/// Limits for images from untrusted sources.
///
/// @param pixels maximum number of pixels, width times height; memory is proportional to it
/// @param scans maximum number of scans of a JPEG file: a progressive file decodes all pixels once per
///     scan, so a small file with many scans would take hours
public record DecodeLimits(long pixels, int scans) {

    /// Encoders write about ten scans.
    private static final int SCANS = 64;

    public DecodeLimits {
        if (pixels < 1 || scans < 1) {
            throw new IllegalArgumentException("limits must be positive, not %d and %d".formatted(pixels, scans));
        }
    }

    /// Limits with this number of pixels and 64 scans.
    public static DecodeLimits ofPixels(long pixels) {
        return new DecodeLimits(pixels, SCANS);
    }
}
