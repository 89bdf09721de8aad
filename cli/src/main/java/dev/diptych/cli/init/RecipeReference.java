package dev.diptych.cli.init;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The meanings of recipe keys from the tables of `docs/recipes.md`, a resource of the jar.
public final class RecipeReference {

    private static final String FILE = "/docs/recipes.md";
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9_.]+)` \\| [^|]* \\| (.*) \\|");

    private final Map<String, String> meanings = new LinkedHashMap<>();

    private RecipeReference(String markdown) {
        markdown.lines().map(ROW::matcher).filter(Matcher::matches).forEach(row -> {
            String meaning = row.group(2)
                    .replace("`", "")
                    .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                    .strip();
            if (!meaning.isEmpty()) {
                meanings.put(row.group(1), meaning);
            }
        });
    }

    public static RecipeReference read() throws IOException {
        try (InputStream stream = RecipeReference.class.getResourceAsStream(FILE)) {
            if (stream == null) {
                throw new IOException(FILE + " is missing from the jar");
            }
            return new RecipeReference(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /// The meaning of a dotted key such as `train.epochs`, if documented.
    public Optional<String> meaning(String key) {
        return Optional.ofNullable(meanings.get(key));
    }
}
