package dev.diptych.report;

import dev.diptych.base.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A line of `metrics.jsonl`.
public sealed interface LogEntry {

    JsonMapper JSON = JsonMapper.builder().build();

    /// Number of completed steps; 0 for a validation before the first step.
    long step();

    /// Epoch, from 1; 0 before the first step.
    int epoch();

    /// Wall-clock time of the run so far in seconds, including resumed parts.
    double seconds();

    /// A logged training step.
    ///
    /// @param terms the unweighted terms of the loss by name
    /// @param learningRate highest learning rate of the parameter groups
    /// @param samplesPerSecond images per second of wall-clock time, including the wait for the batch
    /// @param gradientNorm norm of all gradients together, before clipping
    record Step(
            long step,
            int epoch,
            double loss,
            Map<String, Double> terms,
            double learningRate,
            double temperature,
            double samplesPerSecond,
            double gradientNorm,
            double seconds)
            implements LogEntry {}

    /// A validation after `step` steps.
    record Validation(long step, int epoch, Metrics metrics, double seconds) implements LogEntry {}

    /// One line of JSON, without line terminator; values that are not finite are null.
    default String toJson() {
        ObjectNode line = JSON.createObjectNode();
        switch (this) {
            case Step entry -> {
                line.put("kind", "step").put("step", entry.step).put("epoch", entry.epoch);
                Metrics.putFigure(line, "loss", entry.loss);
                ObjectNode terms = line.putObject("terms");
                entry.terms.forEach((name, value) -> Metrics.putFigure(terms, name, value));
                Metrics.putFigure(line, "learning_rate", entry.learningRate);
                Metrics.putFigure(line, "temperature", entry.temperature);
                Metrics.putFigure(line, "samples_per_second", entry.samplesPerSecond);
                Metrics.putFigure(line, "gradient_norm", entry.gradientNorm);
            }
            case Validation entry -> {
                line.put("kind", "validation").put("step", entry.step).put("epoch", entry.epoch);
                line.set("metrics", entry.metrics.toTree());
            }
        }
        Metrics.putFigure(line, "seconds", seconds());
        return JSON.writeValueAsString(line);
    }

    /// @param source file and line, for messages
    /// @throws InvalidInputException if `json` is not a line of a metrics log
    static LogEntry fromJson(String source, String json) {
        JsonNode line;
        try {
            line = JSON.readTree(json);
        } catch (JacksonException e) {
            throw new InvalidInputException(source + ": not a line of JSON: " + e.getOriginalMessage(), e);
        }
        long step = line.path("step").asLong(-1);
        int epoch = line.path("epoch").asInt(-1);
        String kind = line.path("kind").asString("");
        if (step < 0 || epoch < 0 || !(kind.equals("step") || kind.equals("validation"))) {
            throw new InvalidInputException(
                    source + ": a line requires \"kind\" (step or validation), \"step\" and \"epoch\"");
        }
        double seconds = figure(line, "seconds");
        if (kind.equals("validation")) {
            return new Validation(step, epoch, Metrics.fromTree(source, line.path("metrics")), seconds);
        }
        Map<String, Double> terms = new LinkedHashMap<>();
        for (String name : line.path("terms").propertyNames()) {
            terms.put(name, figure(line.path("terms"), name));
        }
        return new Step(
                step,
                epoch,
                figure(line, "loss"),
                terms,
                figure(line, "learning_rate"),
                figure(line, "temperature"),
                figure(line, "samples_per_second"),
                figure(line, "gradient_norm"),
                seconds);
    }

    private static double figure(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isNumber() ? value.doubleValue() : Double.NaN;
    }
}
