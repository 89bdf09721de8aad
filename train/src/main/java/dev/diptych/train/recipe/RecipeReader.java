package dev.diptych.train.recipe;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.NearestWord;
import dev.diptych.train.recipe.yaml.RecipeYaml;
import dev.diptych.train.recipe.yaml.Section;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/// Strict reader of recipes: unknown keys and invalid values are rejected with file and line.
///
/// A setting is `key.of.section=value` with the value in YAML; it overrides the file, also for a whole section, and
/// later settings take precedence. Messages about it name the setting instead of a line.
public final class RecipeReader {

    private static final List<String> NAMES = List.of("small", "scenes", "consistency");

    private RecipeReader() {}

    /// The recipe in `file`.
    ///
    /// @throws InvalidInputException if the file cannot be read or is not a valid recipe
    public static Recipe read(Path file) {
        return read(file, List.of());
    }

    /// The names of the recipes that the library contains.
    public static List<String> names() {
        return NAMES;
    }

    /// The recipe in `file` with `settings` applied; if the file does not exist or is a directory, the library's
    /// recipe of this name.
    ///
    /// @throws InvalidInputException if the file cannot be read, or it or a setting is not valid
    public static Recipe read(Path file, List<String> settings) {
        if (NAMES.contains(file.toString()) && (Files.isDirectory(file) || Files.notExists(file))) {
            return named(file.toString(), settings);
        }
        String yaml;
        try {
            yaml = Files.readString(file);
        } catch (NoSuchFileException e) {
            String stem = String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "");
            String advice = NearestWord.of(stem, NAMES)
                    .map(near -> "; did you mean the library's recipe %s?".formatted(near))
                    .orElse("");
            throw new InvalidInputException(
                    "%s: no such recipe; pass a YAML file or the name of a recipe of the library: %s%s"
                            .formatted(file, String.join(", ", NAMES), advice),
                    e);
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(file + ": not UTF-8 text; a recipe is a YAML file", e);
        } catch (IOException e) {
            String reason = Files.isDirectory(file) ? "a directory; pass the recipe file in it" : e.getMessage();
            throw new InvalidInputException(file + ": cannot be read: " + reason, e);
        }
        return read(file.toString(), yaml, settings);
    }

    /// The recipe of this name that the library contains, with `settings` laid over it.
    ///
    /// @throws InvalidInputException if the recipe does not exist or a setting is not valid
    public static Recipe named(String name, List<String> settings) {
        if (!NAMES.contains(name)) {
            throw new InvalidInputException(
                    "no recipe is called '%s'; the library contains %s".formatted(name, String.join(", ", NAMES)));
        }
        String file = name + ".yaml";
        try (InputStream stream = RecipeReader.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException("recipes/" + file + " is missing from the jar");
            }
            String yaml = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return read("recipes/" + file, yaml, settings);
        } catch (IOException e) {
            throw new UncheckedIOException("recipes/" + file + " cannot be read from the jar", e);
        }
    }

    /// The recipe in the text `yaml`, with `settings` applied.
    ///
    /// @param name name of the text for messages, usually its file
    /// @throws InvalidInputException if it or a setting is not valid
    public static Recipe read(String name, String yaml, List<String> settings) {
        MappingNode root = RecipeYaml.compose(name, yaml);
        for (String setting : settings) {
            root = RecipeYaml.override(root, setting);
        }
        return Recipe.read(new Section(name, root, Recipe::keys));
    }
}
