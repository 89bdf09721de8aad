package dev.diptych.train.recipe.yaml;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.NearestWord;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reader of one section of a recipe: returns typed values, or defaults for missing keys.
///
/// It records every requested key, so that [#close()] can report unknown keys. A record reads its own keys, in the
/// order in which it writes them, and then closes its section.
public final class Section {

    private final String name;
    private final String path;
    private final @Nullable Node node;
    private final Map<String, NodeTuple> tuples = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> schemas = new LinkedHashMap<>();
    private final Supplier<? extends Collection<String>> allKeys;

    /// The whole document.
    ///
    /// @param name the file, for messages
    /// @param root content; null for a document without keys
    /// @param allKeys dotted names of all keys, for advice on misplaced keys
    public Section(String name, @Nullable MappingNode root, Supplier<? extends Collection<String>> allKeys) {
        this(name, "", root, allKeys);
    }

    private Section(String name, String path, @Nullable Node node, Supplier<? extends Collection<String>> allKeys) {
        this.name = name;
        this.allKeys = allKeys;
        this.path = path;
        this.node = node;
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                add(tuple);
            }
        } else if (node != null && !node.getTag().equals(Tag.NULL)) {
            throw wrongType(node, path, "a section of keys");
        }
    }

    private void add(NodeTuple tuple) {
        Node keyNode = tuple.getKeyNode();
        if (!(keyNode instanceof ScalarNode key)) {
            throw new InvalidInputException(
                    RecipeYaml.location(keyNode, name) + ": a key must be a word, found " + found(keyNode));
        }
        NodeTuple first = tuples.putIfAbsent(key.getValue(), tuple);
        if (first != null) {
            throw new InvalidInputException("%s: duplicate key \"%s\"; first defined at %s"
                    .formatted(
                            RecipeYaml.location(key, name),
                            full(key.getValue()),
                            RecipeYaml.location(first.getKeyNode(), name)));
        }
    }

    public Section section(String key) {
        Node child = ask(key);
        Section section = new Section(name, full(key), child, allKeys);
        sections.put(key, section);
        return section;
    }

    public long whole(String key, long fallback, NumberRange bounds) {
        schemas.put(key, KeySchema.whole(bounds, fallback, false));
        Node value = ask(key);
        return value == null ? fallback : wholeOf(value, key, bounds);
    }

    public int integer(String key, int fallback, NumberRange bounds) {
        schemas.put(key, KeySchema.whole(bounds, fallback, false));
        Node value = ask(key);
        return value == null ? fallback : integerOf(value, key, bounds);
    }

    /// A whole number, or null where the key is absent or null.
    @Nullable
    public Integer integerOrNull(String key, NumberRange bounds) {
        schemas.put(key, KeySchema.whole(bounds, null, true));
        Node value = ask(key);
        return isNull(value) ? null : Integer.valueOf(integerOf(value, key, bounds));
    }

    public double number(String key, double fallback, NumberRange bounds) {
        schemas.put(key, KeySchema.number(bounds, fallback, false));
        Node value = ask(key);
        return value == null ? fallback : numberOf(value, key, bounds);
    }

    /// A number, or null where the key is null; `fallback` where it is absent.
    @Nullable
    public Double numberOrNull(String key, @Nullable Double fallback, NumberRange bounds) {
        schemas.put(key, KeySchema.number(bounds, fallback, true));
        Node value = ask(key);
        if (value == null) {
            return fallback;
        }
        return isNull(value) ? null : Double.valueOf(numberOf(value, key, bounds));
    }

    public boolean flag(String key, boolean fallback) {
        schemas.put(key, KeySchema.flag(fallback));
        Node value = ask(key);
        if (value == null) {
            return fallback;
        }
        if (value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
            return Boolean.parseBoolean(scalar.getValue().toLowerCase(Locale.ROOT));
        }
        throw wrongType(value, full(key), "true or false");
    }

    public String text(String key, String fallback) {
        schemas.put(key, KeySchema.text(fallback));
        Node value = ask(key);
        return value == null ? fallback : textOf(value, key, "text");
    }

    /// A text, or null where the key is absent or null.
    @Nullable
    public String textOrNull(String key) {
        schemas.put(key, KeySchema.textOrNull());
        Node value = ask(key);
        return isNull(value) ? null : textOf(value, key, "text");
    }

    /// A text or a list of texts; none where the key is absent or null.
    public List<String> texts(String key) {
        schemas.put(key, KeySchema.texts());
        Node value = ask(key);
        if (isNull(value)) {
            return List.of();
        }
        if (value instanceof SequenceNode sequence) {
            return sequence.getValue().stream()
                    .map(element -> textOf(element, key, "text"))
                    .toList();
        }
        return List.of(textOf(value, key, "text or a list of texts"));
    }

    /// A list of numbers; none where the key is absent or null.
    public List<Double> numbers(String key, NumberRange bounds) {
        schemas.put(key, KeySchema.numbers(bounds));
        Node value = ask(key);
        if (isNull(value)) {
            return List.of();
        }
        if (value instanceof SequenceNode sequence) {
            return sequence.getValue().stream()
                    .map(element -> numberOf(element, key, bounds))
                    .toList();
        }
        throw wrongType(value, full(key), "a list of numbers");
    }

    /// The path of a file or folder, or null where the key is absent or null.
    @Nullable
    public Path pathOrNull(String key) {
        schemas.put(key, KeySchema.path());
        Node value = ask(key);
        if (isNull(value)) {
            return null;
        }
        try {
            return Path.of(textOf(value, key, "a path"));
        } catch (InvalidPathException e) {
            throw wrongType(value, full(key), "a path");
        }
    }

    /// Two numbers in a list.
    public List<Double> pair(String key, List<Double> fallback, NumberRange bounds) {
        schemas.put(key, KeySchema.pair(bounds, fallback, false));
        Node value = ask(key);
        return value == null ? fallback : pairOf(value, key, bounds);
    }

    /// Two numbers in a list, or null where the key is absent or null.
    @Nullable
    public List<Double> pairOrNull(String key, NumberRange bounds) {
        schemas.put(key, KeySchema.pair(bounds, null, true));
        Node value = ask(key);
        return isNull(value) ? null : pairOf(value, key, bounds);
    }

    /// One of an enum's constants, in lower case.
    public <E extends Enum<E>> E choice(String key, E fallback, E[] choices) {
        List<String> words = Stream.of(choices)
                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                .toList();
        schemas.put(key, KeySchema.words(words, fallback.name().toLowerCase(Locale.ROOT)));
        Node value = ask(key);
        if (value == null) {
            return fallback;
        }
        for (E choice : choices) {
            if (value instanceof ScalarNode scalar
                    && scalar.getValue().equals(choice.name().toLowerCase(Locale.ROOT))) {
                return choice;
            }
        }
        throw wrongType(value, full(key), "one of " + String.join(", ", words));
    }

    /// Rejects the section if it contains a key that was not requested.
    public void close() {
        for (Map.Entry<String, NodeTuple> entry : tuples.entrySet()) {
            if (!asked.contains(entry.getKey())) {
                throw new InvalidInputException("%s: unknown key \"%s\" in %s; %s"
                        .formatted(
                                RecipeYaml.location(entry.getValue().getKeyNode(), name),
                                entry.getKey(),
                                path.isEmpty() ? "the recipe" : "\"" + path + "\"",
                                advice(entry.getKey())));
            }
        }
    }

    /// An exception about the value of `key` in this section, with its line.
    public InvalidInputException refusal(String key, String problem) {
        return new InvalidInputException(place(key) + ": " + problem);
    }

    /// The names of all keys requested so far, in order, in this section and its subsections, such as
    /// `train.epochs`.
    public Set<String> askedPaths() {
        Set<String> paths = new LinkedHashSet<>();
        for (String key : asked) {
            Section section = sections.get(key);
            if (section == null) {
                paths.add(full(key));
            } else {
                paths.addAll(section.askedPaths());
            }
        }
        return paths;
    }

    /// The allowed values of the text `key`, for the schema; the caller rejects others.
    public void note(String key, List<String> words, String fallback) {
        schemas.put(key, KeySchema.words(words, fallback));
    }

    /// The JSON Schema of this section and its subsections.
    public Map<String, Object> schema(Function<String, Optional<String>> meaning) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String key : asked) {
            Section section = sections.get(key);
            Map<String, Object> schema =
                    section == null ? schemas.getOrDefault(key, new LinkedHashMap<>()) : section.schema(meaning);
            meaning.apply(full(key)).ifPresent(words -> schema.put("description", words));
            properties.put(key, schema);
        }
        return KeySchema.section(properties);
    }

    /// The position of `key` (dotted for a subsection), or of its section if the key is missing.
    private String place(String key) {
        int dot = key.indexOf('.');
        if (dot >= 0) {
            Section section = sections.get(key.substring(0, dot));
            return section == null ? name : section.place(key.substring(dot + 1));
        }
        NodeTuple tuple = tuples.get(key);
        if (tuple != null) {
            return RecipeYaml.location(tuple.getValueNode(), name);
        }
        return node == null || path.isEmpty() ? name : RecipeYaml.location(node, name);
    }

    private String advice(String key) {
        return NearestWord.of(key, asked)
                .or(() -> allKeys.get().stream()
                        .filter(known -> known.endsWith("." + key))
                        .findFirst())
                .map("did you mean \"%s\"?"::formatted)
                .orElseGet(() -> "expected one of " + String.join(", ", asked));
    }

    private @Nullable Node ask(String key) {
        asked.add(key);
        NodeTuple tuple = tuples.get(key);
        return tuple == null ? null : tuple.getValueNode();
    }

    private String full(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static boolean isNull(@Nullable Node value) {
        return value == null || value.getTag().equals(Tag.NULL);
    }

    private int integerOf(@Nullable Node value, String key, NumberRange bounds) {
        long whole = wholeOf(value, key, bounds);
        if (whole != (int) whole) {
            throw wrongType(value, full(key), "a whole number that fits 32 bits");
        }
        return (int) whole;
    }

    private long wholeOf(@Nullable Node value, String key, NumberRange bounds) {
        String expected = "a whole number" + bounds.words();
        if (value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.INT)) {
            try {
                long whole = Long.parseLong(scalar.getValue());
                if (bounds.holds((double) whole)) {
                    return whole;
                }
            } catch (NumberFormatException e) {
                expected = "a whole number in decimal digits";
            }
        }
        throw wrongType(value, full(key), expected);
    }

    private double numberOf(@Nullable Node value, String key, NumberRange bounds) {
        if (value instanceof ScalarNode scalar
                && (scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT))) {
            try {
                double number = Double.parseDouble(scalar.getValue());
                if (Double.isFinite(number) && bounds.holds(number)) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // hexadecimal, octal, .inf and .nan: rejected below like other values out of range
            }
        }
        throw wrongType(value, full(key), "a number" + bounds.words());
    }

    private List<Double> pairOf(@Nullable Node value, String key, NumberRange bounds) {
        if (value instanceof SequenceNode sequence && sequence.getValue().size() == 2) {
            return sequence.getValue().stream()
                    .map(element -> numberOf(element, key, bounds))
                    .toList();
        }
        throw wrongType(value, full(key), "a list of two numbers");
    }

    private String textOf(@Nullable Node value, String key, String expected) {
        if (value instanceof ScalarNode scalar
                && scalar.getTag().equals(Tag.STR)
                && !scalar.getValue().isBlank()) {
            return scalar.getValue();
        }
        throw wrongType(value, full(key), expected + " (in quotes if it looks like a number or a YAML keyword)");
    }

    private InvalidInputException wrongType(@Nullable Node value, String key, String expected) {
        String place = value == null ? name : RecipeYaml.location(value, name);
        return new InvalidInputException(
                "%s: \"%s\" must be %s, found %s".formatted(place, key, expected, found(value)));
    }

    private static String found(@Nullable Node value) {
        return switch (value) {
            case null -> "nothing";
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "null";
            case ScalarNode scalar when scalar.getTag().equals(Tag.STR) -> "\"" + scalar.getValue() + "\"";
            case ScalarNode scalar -> scalar.getValue();
            case MappingNode mapping -> mapping.getValue().isEmpty() ? "an empty section" : "a section of keys";
            case SequenceNode sequence -> "a list of " + sequence.getValue().size();
            default -> "something else";
        };
    }
}
