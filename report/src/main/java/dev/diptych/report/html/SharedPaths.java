package dev.diptych.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Removes the part of file paths that is specific to one user.
final class SharedPaths {

    private SharedPaths() {}

    /// The page with paths below `working` relative to it, and with `~` for `home`. Embedded images
    /// are not searched.
    static String shorten(String page, String working, String home) {
        List<String> prefixes = new ArrayList<>();
        for (String each : List.of(working, home)) {
            if (each.length() > 1 && !prefixes.contains(each)) {
                prefixes.add(each);
            }
        }
        if (prefixes.isEmpty()) {
            return page;
        }
        String alternatives =
                prefixes.stream().map(Html::escape).map(Pattern::quote).collect(Collectors.joining("|"));
        Pattern pattern = Pattern.compile("data:image/[^\"]*\"|(?<![\\w./~-])(" + alternatives + ")(/|(?![\\w.-]))");
        Matcher matcher = pattern.matcher(page);
        StringBuilder shortened = new StringBuilder(page.length());
        while (matcher.find()) {
            String prefix = matcher.group(1);
            String text;
            if (prefix == null) {
                text = matcher.group();
            } else if (prefix.equals(Html.escape(working))) {
                text = matcher.group(2).isEmpty() ? "." : "";
            } else {
                text = "~" + matcher.group(2);
            }
            matcher.appendReplacement(shortened, Matcher.quoteReplacement(text));
        }
        return matcher.appendTail(shortened).toString();
    }
}
