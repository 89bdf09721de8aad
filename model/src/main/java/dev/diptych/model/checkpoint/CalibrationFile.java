package dev.diptych.model.checkpoint;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.model.Calibration;
import dev.diptych.model.ProbabilityCurve;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads and writes `calibration.json` in a model directory.
public final class CalibrationFile {

    /// Name of the file.
    public static final String NAME = "calibration.json";

    private static final int VERSION = 1;
    private static final double LARGEST = 1e9; // of a weight, a slope or a score
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private CalibrationFile() {}

    /// Returns the calibration of a model directory, or null if it has none.
    ///
    /// @throws InvalidInputException if the file is invalid
    public static @Nullable Calibration read(Path directory) {
        Path file = directory.resolve(NAME);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            JsonNode root = JSON.readTree(Files.readString(file));
            if (!root.path("version").isIntegralNumber() || root.path("version").asInt(0) != VERSION) {
                throw new IllegalArgumentException("it has no \"version\": " + VERSION);
            }
            List<Calibration.Threshold> thresholds = new ArrayList<>();
            for (JsonNode each : root.path("thresholds")) {
                String where = "thresholds[%d].".formatted(thresholds.size());
                thresholds.add(new Calibration.Threshold(
                        share(each, where, "precision"), number(each, where, "cosine"), share(each, where, "recall")));
            }
            JsonNode joint = root.path("cosine_and_matching");
            return new Calibration(
                    curve(root.path("cosine"), "cosine."),
                    joint.isObject()
                            ? new Calibration.Joint(
                                    number(joint, "cosine_and_matching.", "cosine_weight"),
                                    number(joint, "cosine_and_matching.", "matching_weight"),
                                    curve(joint, "cosine_and_matching."))
                            : null,
                    thresholds,
                    root.path("data").asString(""),
                    pairs(root.path("pairs")));
        } catch (JacksonException | IOException | IllegalArgumentException e) {
            throw new InvalidInputException(
                    file + ": not a calibration: " + reason(e) + "; create it again with evaluate --suite calibration",
                    e);
        }
    }

    /// Writes the file atomically; equal calibrations give equal bytes.
    ///
    /// @throws UncheckedIOException if it cannot be written
    public static void write(Path directory, Calibration calibration) {
        AtomicFile.write(directory.resolve(NAME), toJson(calibration));
    }

    public static String toJson(Calibration calibration) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", VERSION);
        root.put("data", calibration.data());
        root.put("pairs", calibration.pairs());
        put(root.putObject("cosine"), calibration.cosine());
        Calibration.Joint joint = calibration.withMatching();
        if (joint != null) {
            ObjectNode node = root.putObject("cosine_and_matching");
            node.put("cosine_weight", joint.cosineWeight());
            node.put("matching_weight", joint.matchingWeight());
            put(node, joint.curve());
        }
        ArrayNode thresholds = root.putArray("thresholds");
        for (Calibration.Threshold each : calibration.thresholds()) {
            thresholds
                    .addObject()
                    .put("precision", each.precision())
                    .put("cosine", each.cosine())
                    .put("recall", each.recall());
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void put(ObjectNode node, ProbabilityCurve curve) {
        node.put("method", curve.method().name().toLowerCase(Locale.ROOT));
        node.putObject("platt").put("slope", curve.slope()).put("intercept", curve.intercept());
        ObjectNode isotonic = node.putObject("isotonic");
        ArrayNode scores = isotonic.putArray("scores");
        ArrayNode probabilities = isotonic.putArray("probabilities");
        for (int i = 0; i < curve.scores().length; i++) {
            scores.add(curve.scores()[i]);
            probabilities.add(curve.probabilities()[i]);
        }
    }

    private static ProbabilityCurve curve(JsonNode node, String where) {
        double[] scores = numbers(node.path("isotonic").path("scores"), where + "isotonic.scores");
        double[] probabilities = numbers(node.path("isotonic").path("probabilities"), where + "isotonic.probabilities");
        double slope = number(node.path("platt"), where + "platt.", "slope");
        double intercept = number(node.path("platt"), where + "platt.", "intercept");
        try {
            return new ProbabilityCurve(method(node.path("method"), where), slope, intercept, scores, probabilities);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + "isotonic.scores and probabilities: " + e.getMessage(), e);
        }
    }

    private static ProbabilityCurve.Method method(JsonNode node, String where) {
        for (ProbabilityCurve.Method method : ProbabilityCurve.Method.values()) {
            if (method.name().toLowerCase(Locale.ROOT).equals(node.asString(""))) {
                return method;
            }
        }
        throw new IllegalArgumentException(where + "method must be platt or isotonic, found " + node);
    }

    private static double[] numbers(JsonNode node, String name) {
        double[] numbers = new double[node.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(node.get(i), "%s[%d]".formatted(name, i));
        }
        return numbers;
    }

    private static double number(JsonNode node, String where, String name) {
        return number(node.path(name), where + name);
    }

    private static double number(@Nullable JsonNode value, String name) {
        double number = value != null && value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!(Math.abs(number) <= LARGEST)) {
            throw new IllegalArgumentException("%s must be a number with an absolute value of at most %.0e, found %s"
                    .formatted(name, LARGEST, value));
        }
        return number;
    }

    private static double share(JsonNode node, String where, String name) {
        double share = number(node, where, name);
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(where + name + " must be between 0 and 1, found " + share);
        }
        return share;
    }

    private static int pairs(JsonNode node) {
        if (node.isMissingNode()) {
            return 0;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.asInt() < 0) {
            throw new IllegalArgumentException("pairs must be an integer of at least 0, found " + node);
        }
        return node.asInt();
    }

    private static String reason(Exception e) {
        return e instanceof JacksonException json ? json.getOriginalMessage() : String.valueOf(e.getMessage());
    }
}
