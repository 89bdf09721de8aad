package dev.diptych.train.recipe;

import dev.diptych.base.InvalidInputException;
import dev.diptych.train.recipe.yaml.RecipeYaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Differences between two recipes. Both are read without validation, so that recipes of earlier versions can be
/// compared.
public final class RecipeDifferences {

    /// The text for a missing key.
    public static final String ABSENT = "not set";

    /// A key with two values, as YAML.
    ///
    /// @param key dotted
    public record Difference(String key, String before, String now) {}

    private RecipeDifferences() {}

    /// The differences in the order of the keys of `now`, followed by keys of `before` only.
    ///
    /// @param name name of `before`, for messages
    /// @param before and `now` are YAML
    /// @throws InvalidInputException if `before` is not YAML
    public static List<Difference> between(String name, String before, String now) {
        Map<String, String> earlier = new LinkedHashMap<>();
        flatten("", RecipeYaml.compose(name, before), earlier);
        Map<String, String> later = new LinkedHashMap<>();
        flatten("", RecipeYaml.compose("recipe.yaml", now), later);
        Set<String> keys = new LinkedHashSet<>(later.keySet());
        keys.addAll(earlier.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String key : keys) {
            Difference each = new Difference(key, earlier.getOrDefault(key, ABSENT), later.getOrDefault(key, ABSENT));
            if (!each.before.equals(each.now)) {
                differences.add(each);
            }
        }
        return differences;
    }

    private static void flatten(String key, @Nullable Node node, Map<String, String> values) {
        switch (node) {
            case MappingNode section -> {
                for (NodeTuple tuple : section.getValue()) {
                    String name = text(tuple.getKeyNode());
                    flatten(key.isEmpty() ? name : key + "." + name, tuple.getValueNode(), values);
                }
            }
            case null -> {}
            case Node other -> values.put(key, text(other));
        }
    }

    private static String text(Node node) {
        return switch (node) {
            case ScalarNode scalar -> scalar.getValue();
            case SequenceNode list ->
                "["
                        + String.join(
                                ", ",
                                list.getValue().stream()
                                        .map(RecipeDifferences::text)
                                        .toList())
                        + "]";
            case Node other -> other.toString();
        };
    }
}
