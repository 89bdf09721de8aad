package dev.diptych.evaluate.audit;

import dev.diptych.data.Caption;
import dev.diptych.data.Pairs;
import dev.diptych.text.swap.CaptionLanguage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Errors of captions as texts, regardless of their images.
final class CaptionFaults {

    // English words that end no clause. Prepositions and verbs do: "the chair it sits on", "how big they are".
    private static final Set<String> UNFINISHED = Set.of(
            "a", "an", "the", "and", "or", "but", "their", "its", "while", "which", "who", "whose", "than", "as",
            "very");
    private static final Pattern LAST_WORD = Pattern.compile("(\\p{L}+)$");
    private static final Pattern OPEN_END = Pattern.compile("[,;:(\\[{\\-–—/&]$|(\\.\\.\\.|…)$");
    private static final Pattern LOST = Pattern.compile("\\ufffd|[\\p{Cc}&&[^\\t\\n\\r]]");
    private static final Pattern HTML = Pattern.compile(
            "</?(a|b|br|div|em|font|i|img|li|p|span|strong|td|u)(\\s[^<>]*)?/?>|&(amp|lt|gt|quot|nbsp|#\\d+|#x[0-9a-f]+);",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ADDRESS = Pattern.compile(
            "(https?://|www\\.)\\S+|\\S+\\.(jpe?g|png|gif|webp|bmp|tiff?)|(img|dsc|dscn|image)[-_ ]?\\d+",
            Pattern.CASE_INSENSITIVE);

    /// If improbably many captions have exactly the maximum length, they were truncated.
    private static final int LEAST_CUT = 5;

    private static final int SHORTEST_LIMIT = 40;

    private CaptionFaults() {}

    /// The findings for each caption.
    static List<List<Finding>> of(Pairs pairs) {
        int limit = limit(pairs);
        boolean english = CaptionLanguage.isEnglish(pairs.captions().stream().map(Caption::text));
        Map<String, Set<Integer>> imagesOfText = imagesOfText(pairs);
        Map<String, Integer> seen = new HashMap<>(); // texts of an image and the first caption with each
        List<List<Finding>> all = new ArrayList<>();
        for (int caption = 0; caption < pairs.captions().size(); caption++) {
            String text = pairs.text(caption);
            List<Finding> findings = new ArrayList<>(of(text, english));
            if (text.codePointCount(0, text.length()) == limit) {
                findings.add(new Finding(FindingKind.TRUNCATED_CAPTION, "truncated at %d characters".formatted(limit)));
            }
            String plain = plain(text);
            int image = pairs.captions().get(caption).image();
            if (seen.putIfAbsent(image + " " + plain, caption) != null) {
                findings.add(new Finding(FindingKind.REPEATED_CAPTION, ""));
            }
            int sharing = imagesOfText.getOrDefault(plain, Set.of()).size();
            if (sharing > 1) {
                findings.add(new Finding(FindingKind.SHARED_CAPTION, "%d images".formatted(sharing)));
            }
            all.add(findings);
        }
        return all;
    }

    /// The findings for one text.
    ///
    /// @param english whether the rules for English words apply
    static List<Finding> of(String text, boolean english) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return List.of(new Finding(FindingKind.EMPTY_CAPTION, ""));
        }
        List<Finding> findings = new ArrayList<>();
        Optional<String> meant = Mojibake.repaired(text);
        meant.ifPresent(repaired -> findings.add(new Finding(FindingKind.MOJIBAKE, repaired)));
        if (meant.isEmpty() && LOST.matcher(text).find()) {
            findings.add(new Finding(FindingKind.DAMAGED_CAPTION, ""));
        }
        if (HTML.matcher(text).find()) {
            findings.add(new Finding(FindingKind.MARKUP, ""));
        }
        if (ADDRESS.matcher(stripped).matches() || stripped.codePoints().noneMatch(Character::isLetter)) {
            findings.add(new Finding(FindingKind.NO_SENTENCE, ""));
        }
        unfinished(stripped, english).ifPresent(end -> findings.add(new Finding(FindingKind.TRUNCATED_CAPTION, end)));
        return findings;
    }

    private static Optional<String> unfinished(String text, boolean english) {
        var word = LAST_WORD.matcher(text);
        if (english
                && text.indexOf(' ') > 0
                && word.find()
                && UNFINISHED.contains(word.group(1).toLowerCase(Locale.ROOT))) {
            return Optional.of("ends with \"%s\"".formatted(word.group(1)));
        }
        var end = OPEN_END.matcher(text);
        return end.find() ? Optional.of("ends with \"%s\"".formatted(end.group())) : Optional.empty();
    }

    /// The length at which captions were truncated; -1 if they were not. Complete captions become rarer towards
    /// the maximum length, so many different captions of exactly that length indicate truncation. One text of many
    /// images counts once.
    private static int limit(Pairs pairs) {
        Map<Integer, Integer> counts = new HashMap<>();
        int longest = 0;
        Set<String> different = new HashSet<>();
        for (var caption : pairs.captions()) {
            if (!different.add(caption.text())) {
                continue;
            }
            int length = caption.text().codePointCount(0, caption.text().length());
            counts.merge(length, 1, Integer::sum);
            longest = Math.max(longest, length);
        }
        int at = counts.getOrDefault(longest, 0);
        int before = 0;
        for (int length = longest - 5; length < longest; length++) {
            before += counts.getOrDefault(length, 0);
        }
        return longest >= SHORTEST_LIMIT && at >= LEAST_CUT && at > before ? longest : -1;
    }

    private static Map<String, Set<Integer>> imagesOfText(Pairs pairs) {
        Map<String, Set<Integer>> images = new HashMap<>();
        pairs.captions()
                .forEach(caption -> images.computeIfAbsent(plain(caption.text()), _ -> new LinkedHashSet<>(2))
                        .add(caption.image()));
        return images;
    }

    /// A normalised text: without case, punctuation and white space.
    static String plain(String text) {
        return String.join(" ", WordOverlap.of(text));
    }
}
