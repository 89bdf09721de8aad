package dev.diptych.image.quality;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The issues of the images of a data set. Size and greyscale are relative to the other images.
public final class QualityFindings {

    private QualityFindings() {}

    /// The issues of each image with their scores, in the order of the images.
    ///
    /// @param images null for an image that cannot be read, which has no issue
    public static List<Map<QualityIssue, Double>> of(
            List<@Nullable ImageQuality> images, QualityThresholds thresholds) {
        double[] sizes = images.stream()
                .filter(Objects::nonNull)
                .mapToDouble(ImageQuality::size)
                .sorted()
                .toArray();
        long readable = sizes.length;
        long grey = images.stream()
                .filter(image -> image != null && image.greyscale())
                .count();
        boolean unusualGrey = grey < thresholds.of(QualityIssue.GREYSCALE) * readable;
        return images.stream()
                .map(image ->
                        image == null ? Map.<QualityIssue, Double>of() : issues(image, thresholds, sizes, unusualGrey))
                .toList();
    }

    private static Map<QualityIssue, Double> issues(
            ImageQuality image, QualityThresholds thresholds, double[] sizes, boolean unusualGrey) {
        Map<QualityIssue, Double> issues = new EnumMap<>(QualityIssue.class);
        put(issues, QualityIssue.BLURRY, image.blurScore(), thresholds);
        put(issues, QualityIssue.DARK, image.darkScore(), thresholds);
        put(issues, QualityIssue.LIGHT, image.lightScore(), thresholds);
        put(issues, QualityIssue.LOW_INFORMATION, image.informationScore(), thresholds);
        put(issues, QualityIssue.ODD_ASPECT, image.aspectScore(), thresholds);
        if (image.greyscale() && unusualGrey) {
            issues.put(QualityIssue.GREYSCALE, 0.0);
        }
        double factor = thresholds.of(QualityIssue.ODD_SIZE);
        double size = sizeScore(image.size(), sizes, factor);
        if (factor > 0 && size < limit(sizes, factor)) {
            issues.put(QualityIssue.ODD_SIZE, size);
        }
        return issues;
    }

    private static void put(
            Map<QualityIssue, Double> issues, QualityIssue issue, double score, QualityThresholds thresholds) {
        if (score < thresholds.of(issue)) {
            issues.put(issue, score);
        }
    }

    /// 1 minus the distance from the middle of the usual range, divided by the width of the range: below
    /// 0.5 outside. If all usual sizes are equal, divided by that size: below 1 for any other.
    ///
    /// @param sizes all sizes, ascending
    static double sizeScore(double size, double[] sizes, double factor) {
        double low = quantile(sizes, 0.25);
        double high = quantile(sizes, 0.75);
        double middle = (low + high) / 2;
        double width = (1 + 2 * factor) * (high - low);
        double norm = width > 0 ? width : middle;
        return 1 - Math.clamp(Math.abs(size - middle) / norm, 0, 1);
    }

    private static double limit(double[] sizes, double factor) {
        return (1 + 2 * factor) * (quantile(sizes, 0.75) - quantile(sizes, 0.25)) > 0 ? 0.5 : 1;
    }

    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
