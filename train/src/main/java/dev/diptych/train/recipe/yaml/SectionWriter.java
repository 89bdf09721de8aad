package dev.diptych.train.recipe.yaml;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Writes the keys of a section as YAML, one per line; the counterpart of [Section].
public final class SectionWriter {

    /// Text that YAML reads as is without quotes: no numbers, colons or keywords.
    private static final Pattern PLAIN = Pattern.compile("(?![.~-]?\\d)[A-Za-z_./][A-Za-z0-9_./ -]*(?<! )");

    private static final Pattern RESERVED = Pattern.compile("(?i)null|true|false|yes|no|on|off|[.](inf|nan)");

    private final StringBuilder yaml;
    private final String indent;

    public SectionWriter(StringBuilder yaml) {
        this(yaml, "");
    }

    private SectionWriter(StringBuilder yaml, String indent) {
        this.yaml = yaml;
        this.indent = indent;
    }

    public SectionWriter put(String key, @Nullable Object value) {
        yaml.append(indent).append(key).append(": ").append(scalar(value)).append('\n');
        return this;
    }

    public SectionWriter section(String key, Consumer<SectionWriter> content) {
        yaml.append(indent).append(key).append(":\n");
        content.accept(new SectionWriter(yaml, indent + "  "));
        return this;
    }

    private static String scalar(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Boolean flag -> flag.toString();
            case Integer whole -> whole.toString();
            case Long whole -> whole.toString();
            case Double number -> number(number);
            case Enum<?> choice -> choice.name().toLowerCase(Locale.ROOT);
            case Path path -> text(path.toString());
            case String text -> text(text);
            case List<?> list ->
                "[" + String.join(", ", list.stream().map(SectionWriter::scalar).toList()) + "]";
            default -> throw new IllegalArgumentException("no YAML for a " + value.getClass());
        };
    }

    // The shortest digits that read back as the same double; YAML requires the point, and a lower-case e is usual.
    private static String number(double value) {
        return Double.toString(value).replace('E', 'e');
    }

    private static String text(String text) {
        if (PLAIN.matcher(text).matches() && !RESERVED.matcher(text).matches()) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(character -> {
            if (character == '"' || character == '\\') {
                quoted.append('\\').appendCodePoint(character);
            } else if (character < 0x20 || character == 0x7f || (character >= 0x80 && character < 0xa0)) {
                quoted.append("\\x%02x".formatted(character));
            } else {
                quoted.appendCodePoint(character);
            }
        });
        return quoted.append('"').toString();
    }
}
