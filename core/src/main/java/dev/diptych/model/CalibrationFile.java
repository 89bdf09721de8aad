package dev.diptych.model;

import dev.diptych.InvalidInputException;
import dev.diptych.torch.AtomicFile;
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

/// `calibration.json` in a model directory.
public final class CalibrationFile {

    /// The file's name.
    public static final String NAME = "calibration.json";

    private static final int VERSION = 1;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private CalibrationFile() {}

    /// The calibration in a model directory, or null where it has none.
    ///
    /// @throws InvalidInputException if the file is not such a file
    public static @Nullable Calibration read(Path directory) {
        Path file = directory.resolve(NAME);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            JsonNode root = JSON.readTree(Files.readString(file));
            if (root.path("version").asInt(0) != VERSION) {
                throw new IllegalArgumentException("it has no \"version\": " + VERSION);
            }
            List<Calibration.Threshold> thresholds = new ArrayList<>();
            for (JsonNode each : root.path("thresholds")) {
                thresholds.add(new Calibration.Threshold(
                        number(each, "precision"), number(each, "cosine"), number(each, "recall")));
            }
            JsonNode joint = root.path("cosine_and_matching");
            return new Calibration(
                    curve(root.path("cosine")),
                    joint.isObject()
                            ? new Calibration.Joint(
                                    number(joint, "cosine_weight"), number(joint, "matching_weight"), curve(joint))
                            : null,
                    thresholds,
                    root.path("data").asString(""),
                    root.path("pairs").asInt(0));
        } catch (JacksonException | IOException | IllegalArgumentException e) {
            throw new InvalidInputException(
                    file + ": not a calibration: " + reason(e) + "; make it anew with evaluate --suite calibration", e);
        }
    }

    /// Writes the file, whole or not at all; equal calibrations give equal bytes.
    ///
    /// @throws UncheckedIOException if it cannot be written
    public static void write(Path directory, Calibration calibration) {
        AtomicFile.write(directory.resolve(NAME), toJson(calibration));
    }

    static String toJson(Calibration calibration) {
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

    private static ProbabilityCurve curve(JsonNode node) {
        return new ProbabilityCurve(
                ProbabilityCurve.Method.valueOf(node.path("method").asString("").toUpperCase(Locale.ROOT)),
                number(node.path("platt"), "slope"),
                number(node.path("platt"), "intercept"),
                numbers(node.path("isotonic").path("scores")),
                numbers(node.path("isotonic").path("probabilities")));
    }

    private static double[] numbers(JsonNode node) {
        double[] numbers = new double[node.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!node.get(i).isNumber()) {
                throw new IllegalArgumentException(node.get(i) + " is not a number");
            }
            numbers[i] = node.get(i).doubleValue();
        }
        return numbers;
    }

    private static double number(JsonNode node, String name) {
        if (!node.path(name).isNumber()) {
            throw new IllegalArgumentException("there is no number \"" + name + "\"");
        }
        return node.path(name).doubleValue();
    }

    private static String reason(Exception e) {
        return e instanceof JacksonException json ? json.getOriginalMessage() : String.valueOf(e.getMessage());
    }
}
