package dev.diptych.report;

import dev.diptych.base.InvalidInputException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Metrics by dotted name, such as `retrieval.text_to_image.r1`, in insertion order. Immutable.
///
/// In JSON, the names are nested objects. A metric that could not be computed is NaN here and null in JSON.
public final class Metrics {

    private static final Metrics NONE = new Metrics(new LinkedHashMap<>());
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, Double> values;

    private Metrics(Map<String, Double> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    public static Metrics none() {
        return NONE;
    }

    /// @throws IllegalArgumentException if a name is a metric and also a prefix of the name of another metric
    public static Metrics of(Map<String, Double> values) {
        Metrics metrics = NONE;
        for (Map.Entry<String, Double> entry : values.entrySet()) {
            metrics = metrics.with(entry.getKey(), entry.getValue());
        }
        return metrics;
    }

    /// These metrics with one added or replaced.
    ///
    /// @throws IllegalArgumentException if `name` is a prefix of the name of another metric, or vice versa
    public Metrics with(String name, double value) {
        for (String other : values.keySet()) {
            if (other.startsWith(name + ".") || name.startsWith(other + ".")) {
                throw new IllegalArgumentException(name + " and " + other + " cannot both be metrics");
            }
        }
        Map<String, Double> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Metrics(more);
    }

    /// These metrics and all of `others`, which take precedence.
    public Metrics plus(Metrics others) {
        Metrics sum = this;
        for (Map.Entry<String, Double> entry : others.values.entrySet()) {
            sum = sum.with(entry.getKey(), entry.getValue());
        }
        return sum;
    }

    /// These metrics with `prefix` and a dot before each name.
    public Metrics under(String prefix) {
        Map<String, Double> renamed = new LinkedHashMap<>();
        values.forEach((name, value) -> renamed.put(prefix + "." + name, value));
        return new Metrics(renamed);
    }

    /// The metric of that name, if it exists. It may be NaN.
    public OptionalDouble get(String name) {
        Double value = values.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /// All metrics in order; unmodifiable.
    public Map<String, Double> values() {
        return values;
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /// Nested objects, indented, one value per line.
    public String toJson() {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(toTree()) + "\n";
    }

    /// @param source the file, for messages
    /// @throws InvalidInputException if `json` is not nested objects of numbers and nulls
    public static Metrics fromJson(String source, String json) {
        try {
            return fromTree(source, JSON.readTree(json));
        } catch (JacksonException e) {
            throw new InvalidInputException(source + ": not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /// A new tree of nested objects, for a document that contains more than metrics.
    public ObjectNode toTree() {
        ObjectNode root = JSON.createObjectNode();
        values.forEach((name, value) -> {
            ObjectNode parent = root;
            int start = 0;
            for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', start)) {
                parent = parent.withObjectProperty(name.substring(start, dot));
                start = dot + 1;
            }
            putFigure(parent, name.substring(start), value);
        });
        return root;
    }

    public static void putFigure(ObjectNode object, String name, double value) {
        if (Double.isFinite(value)) {
            object.put(name, value);
        } else {
            object.putNull(name);
        }
    }

    public static Metrics fromTree(String source, JsonNode tree) {
        Map<String, Double> values = new LinkedHashMap<>();
        collect(source, "", tree, values);
        return new Metrics(values);
    }

    private static void collect(String source, String name, JsonNode node, Map<String, Double> values) {
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> property : node.properties()) {
                String below = name.isEmpty() ? property.getKey() : name + "." + property.getKey();
                collect(source, below, property.getValue(), values);
            }
        } else if (!name.isEmpty() && (node.isNumber() || node.isNull())) {
            values.put(name, node.isNull() ? Double.NaN : node.doubleValue());
        } else {
            throw new InvalidInputException("%s: \"%s\" must be a number or null".formatted(source, name));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Metrics metrics && values.equals(metrics.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
