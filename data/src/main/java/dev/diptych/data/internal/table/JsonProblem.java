package dev.diptych.data.internal.table;

/// Messages of the JSON parser without what only its programmers understand: names of settings and sources.
final class JsonProblem {

    private JsonProblem() {}

    static String of(String message) {
        String problem = message.lines()
                .findFirst()
                .orElse("")
                .replaceAll("\\s*\\(start marker at \\[Source:.*?\\]\\)", "")
                .replaceAll("\\s*\\[?\\(?(through reference chain|Source):.*$", "")
                .replaceAll("\\s*\\(not recognized as[^)]*\\)", "")
                .replaceAll(",?\\s*\\(?from `[^`]*`\\)?", "")
                .replaceAll("\\s*[:;,(-]?\\s*(to allow,? )?(enable|consider enabling|use) `[^`]*`.*$", "")
                .replaceAll("`(\\w+\\.)*\\w*(Feature|Constraints|Mapper|Factory)\\b[^`]*`", "a setting")
                .strip();
        return Excerpt.of(balanced(problem));
    }

    // Closes a parenthesis whose end was removed.
    private static String balanced(String text) {
        long open = text.chars().filter(each -> each == '(').count();
        long closed = text.chars().filter(each -> each == ')').count();
        return open > closed && text.indexOf('\'') < 0 ? text + ")".repeat((int) (open - closed)) : text;
    }
}
