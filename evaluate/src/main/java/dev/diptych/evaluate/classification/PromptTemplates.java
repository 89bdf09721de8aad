package dev.diptych.evaluate.classification;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.WritingSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Prompt templates with a placeholder for the class name; the embeddings of the prompts of a class are averaged.
///
/// @param templates at least one template with `{c}` or `{}` as placeholder
public record PromptTemplates(List<String> templates) {

    private static final List<String> PLACES = List.of("{c}", "{}");

    /// @throws InvalidInputException if there is none, or one has no placeholder
    public PromptTemplates {
        templates = List.copyOf(templates);
        if (templates.isEmpty()) {
            throw new InvalidInputException("no prompt templates; pass at least one, for example: a photo of a {c}.");
        }
        for (String template : templates) {
            if (PLACES.stream().noneMatch(template::contains)) {
                throw new InvalidInputException("the prompt template \"" + template
                        + "\" has no placeholder for the class name; insert {c} or {}");
            }
        }
    }

    /// The one template `a photo of a {c}.` (Radford et al., 2021).
    public static PromptTemplates plain() {
        return new PromptTemplates(List.of("a photo of a {c}."));
    }

    /// The name of [#chinese()] in place of a file.
    public static final String CHINESE = "chinese";

    /// Ten Chinese templates: the class alone, as a photograph, and as photographs and pictures of
    /// several kinds.
    public static PromptTemplates chinese() {
        return new PromptTemplates(List.of(
                "{c}",
                "{c}的照片",
                "一张{c}的照片。",
                "一张{c}的图片。",
                "一张清晰的{c}的照片。",
                "一张模糊的{c}的照片。",
                "一张{c}的特写照片。",
                "一张{c}的黑白照片。",
                "一幅{c}的画。",
                "照片里有{c}。"));
    }

    /// The default for these class names: `一张{c}的照片。` if they are Chinese, otherwise [#plain()].
    public static PromptTemplates plainFor(List<String> classes) {
        return WritingSystem.isChinese(classes) ? new PromptTemplates(List.of("一张{c}的照片。")) : plain();
    }

    /// Reads a file: one template per line, or JSON in the format of CLIP_benchmark: a list of
    /// templates or an object of named lists.
    ///
    /// @param given the file; for an object of lists `FILE#NAME`; or `chinese` for [#chinese()], if
    ///     the file does not exist
    /// @throws InvalidInputException if it cannot be read, the name is not in it, or a template has no placeholder
    public static PromptTemplates read(String given) {
        if (given.equals(CHINESE) && !Files.exists(Path.of(given))) {
            return chinese();
        }
        int mark = given.lastIndexOf('#');
        boolean named = mark > 0 && !Files.exists(Path.of(given));
        Path file = Path.of(named ? given.substring(0, mark) : given);
        String name = named ? given.substring(mark + 1) : "";
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new InvalidInputException(file + " cannot be read as UTF-8 text: " + e.getMessage(), e);
        }
        boolean json = file.toString().endsWith(".json");
        if (named && !json) {
            throw new InvalidInputException(file + " is a plain list of templates without names; remove #" + name);
        }
        List<String> templates = json
                ? json(file, name, text)
                : text.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList();
        try {
            return new PromptTemplates(templates);
        } catch (InvalidInputException wrong) {
            throw new InvalidInputException(file + ": " + wrong.getMessage(), wrong);
        }
    }

    /// The prompts of one class.
    List<String> of(String className) {
        return templates.stream()
                .map(template -> template.replace("{c}", className).replace("{}", className))
                .toList();
    }

    private static List<String> json(Path file, String name, String text) {
        JsonNode node;
        try {
            node = JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw new InvalidInputException(file + ": not JSON: " + e.getOriginalMessage(), e);
        }
        if (node.isObject()) {
            if (!node.has(name)) {
                throw new InvalidInputException("%s: %s; select one with %s#NAME, one of: %s"
                        .formatted(
                                file,
                                name.isEmpty() ? "contains several lists" : "contains no list \"" + name + "\"",
                                file.getFileName(),
                                String.join(", ", node.propertyNames())));
            }
            node = node.get(name);
        } else if (!name.isEmpty()) {
            throw new InvalidInputException(file + " is a single list without names; remove #" + name);
        }
        List<String> templates = new ArrayList<>();
        if (!node.isArray()) {
            throw new InvalidInputException(file + ": templates must be a list of strings");
        }
        for (JsonNode each : node) {
            if (!each.isString()) {
                throw new InvalidInputException(file + ": a template is not a string: " + each);
            }
            templates.add(each.asString());
        }
        return templates;
    }
}
