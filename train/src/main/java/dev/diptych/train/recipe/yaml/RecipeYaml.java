package dev.diptych.train.recipe.yaml;

import dev.diptych.base.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// YAML as a graph of nodes with source positions, and the overrides of `--set`.
public final class RecipeYaml {

    private static final String OVERRIDE = "--set ";

    private RecipeYaml() {}

    /// The mapping in `yaml`, or null if the text contains only comments.
    public static @Nullable MappingNode compose(String name, String yaml) {
        Optional<Node> root = parse(name, yaml);
        if (root.isEmpty() || root.get().getTag().equals(Tag.NULL)) {
            return null;
        }
        if (root.get() instanceof MappingNode mapping) {
            return mapping;
        }
        throw new InvalidInputException(
                location(root.get(), name) + ": a recipe consists of sections, keys and values, such as seed: 0");
    }

    /// A copy of `root` in which `setting`, `key.of.section=value`, replaces the previous value.
    public static MappingNode override(@Nullable MappingNode root, String setting) {
        int equals = setting.indexOf('=');
        String key = equals < 0 ? "" : setting.substring(0, equals).strip();
        if (key.isEmpty() || List.of(key.split("\\.", -1)).contains("")) {
            throw new InvalidInputException(
                    OVERRIDE + setting + ": write key=value, such as objective.temperature=0.2");
        }
        String name = OVERRIDE + setting;
        Node value = parse(name, setting.substring(equals + 1))
                .orElseThrow(() -> new InvalidInputException(name + ": missing value; null removes a setting"));
        return replace(root, List.of(key.split("\\.")), value);
    }

    /// The origin of a node: `FILE:LINE`, or its `--set` option.
    static String location(Node node, String name) {
        return node.getStartMark().map(RecipeYaml::location).orElse(name);
    }

    private static String location(Mark mark) {
        return mark.getName().startsWith(OVERRIDE) ? mark.getName() : mark.getName() + ":" + (mark.getLine() + 1);
    }

    private static Optional<Node> parse(String name, String yaml) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setSchema(new CoreSchema())
                .build();
        try {
            return new Compose(settings).composeString(yaml);
        } catch (MarkedYamlEngineException e) {
            String place = e.getProblemMark().map(RecipeYaml::location).orElse(name);
            throw new InvalidInputException(place + ": not YAML: " + oneLine(e.getProblem()), e);
        } catch (YamlEngineException e) {
            throw new InvalidInputException(name + ": not YAML: " + oneLine(e.getMessage()), e);
        }
    }

    private static MappingNode replace(@Nullable MappingNode section, List<String> path, Node value) {
        String key = path.getFirst();
        List<NodeTuple> tuples = new ArrayList<>();
        Node before = null;
        for (NodeTuple tuple : section == null ? List.<NodeTuple>of() : section.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode scalar
                    && scalar.getValue().equals(key)) {
                before = tuple.getValueNode();
            } else {
                tuples.add(tuple);
            }
        }
        Node after = path.size() == 1
                ? value
                : replace(before instanceof MappingNode inner ? inner : null, path.subList(1, path.size()), value);
        Node keyNode = new ScalarNode(Tag.STR, true, key, ScalarStyle.PLAIN, value.getStartMark(), value.getEndMark());
        tuples.add(new NodeTuple(keyNode, after));
        Optional<Mark> start = section == null ? value.getStartMark() : section.getStartMark();
        Optional<Mark> end = section == null ? value.getEndMark() : section.getEndMark();
        return new MappingNode(Tag.MAP, true, tuples, FlowStyle.BLOCK, start, end);
    }

    private static String oneLine(@Nullable String problem) {
        return problem == null ? "unreadable" : problem.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
