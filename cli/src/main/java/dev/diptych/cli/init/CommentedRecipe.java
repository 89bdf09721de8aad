package dev.diptych.cli.init;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The YAML of a recipe, as written by [dev.diptych.train.recipe.RecipeWriter], with a comment on or above each key.
public final class CommentedRecipe {

    private static final int WIDTH = 119;
    private static final int INDENT = 2;

    private final RecipeReference reference;

    public CommentedRecipe(RecipeReference reference) {
        this.reference = reference;
    }

    /// @param yaml one key per line, sections by indentation
    public String of(String yaml) {
        StringBuilder commented = new StringBuilder();
        Deque<String> sections = new ArrayDeque<>();
        for (String line : yaml.lines().toList()) {
            int depth = (line.length() - line.stripLeading().length()) / INDENT;
            while (sections.size() > depth) {
                sections.removeLast();
            }
            sections.addLast(line.strip().replaceFirst(":.*", ""));
            String key = String.join(".", sections);
            String comment =
                    reference.meaning(key).map(meaning -> "# " + meaning).orElse("");
            if (depth == 0 && line.endsWith(":")) {
                commented.append('\n');
            }
            if (comment.isEmpty() || line.length() + 2 + comment.length() <= WIDTH) {
                commented.append((line + "  " + comment).stripTrailing()).append('\n');
            } else {
                String margin = " ".repeat(depth * INDENT);
                for (String part : wrapped(comment.substring(2), WIDTH - margin.length() - 2)) {
                    commented.append(margin).append("# ").append(part).append('\n');
                }
                commented.append(line).append('\n');
            }
        }
        return commented.toString();
    }

    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
