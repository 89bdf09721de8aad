package dev.diptych.image.quality;

import dev.diptych.base.InvalidInputException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Scores below which an image has an issue; the defaults are those of CleanVision 0.3.
///
/// For [QualityIssue#ODD_SIZE] the value is the number of interquartile ranges beyond the quartiles.
/// [QualityIssue#GREYSCALE] has the largest share of greyscale images of a data set of colour images.
/// 0 turns an issue off.
public final class QualityThresholds {

    private static final Map<QualityIssue, Double> DEFAULTS = new EnumMap<>(Map.of(
            QualityIssue.BLURRY, 0.29,
            QualityIssue.DARK, 0.32,
            QualityIssue.LIGHT, 0.05,
            QualityIssue.LOW_INFORMATION, 0.3,
            QualityIssue.GREYSCALE, 0.5,
            QualityIssue.ODD_SIZE, 3.0,
            QualityIssue.ODD_ASPECT, 0.35));

    private final Map<QualityIssue, Double> values;

    private QualityThresholds(Map<QualityIssue, Double> values) {
        this.values = new EnumMap<>(values);
    }

    public static QualityThresholds defaults() {
        return new QualityThresholds(DEFAULTS);
    }

    /// The defaults with changes, each `NAME=VALUE` such as `dark=0.25`.
    ///
    /// @param option name of the option, for messages
    /// @throws InvalidInputException if a name is unknown or a value out of range
    public static QualityThresholds parse(String option, List<String> changes) {
        Map<QualityIssue, Double> values = new EnumMap<>(DEFAULTS);
        for (String change : changes) {
            String[] parts = change.split("=", 2);
            QualityIssue issue = Arrays.stream(QualityIssue.values())
                    .filter(each -> each.word().equals(parts[0].strip()))
                    .findFirst()
                    .orElseThrow(() ->
                            new InvalidInputException("%s: unknown issue \"%s\"; expected NAME=VALUE with one of %s"
                                    .formatted(
                                            option,
                                            parts[0],
                                            Arrays.stream(QualityIssue.values())
                                                    .map(QualityIssue::word)
                                                    .collect(Collectors.joining(", ")))));
            values.put(issue, value(option, change, parts, issue == QualityIssue.ODD_SIZE ? 100 : 1));
        }
        return new QualityThresholds(values);
    }

    private static double value(String option, String change, String[] parts, double most) {
        try {
            double value = parts.length < 2 ? Double.NaN : Double.parseDouble(parts[1].strip());
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below.
        }
        throw new InvalidInputException(
                "%s %s: the value must be a number between 0 and %.0f".formatted(option, change, most));
    }

    /// The threshold of an issue.
    public double of(QualityIssue issue) {
        return values.getOrDefault(issue, 0.0);
    }
}
