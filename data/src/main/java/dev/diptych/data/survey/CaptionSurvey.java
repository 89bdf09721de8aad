package dev.diptych.data.survey;

import dev.diptych.base.internal.WritingSystem;
import dev.diptych.data.Caption;
import dev.diptych.data.Pairs;
import java.text.BreakIterator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Statistics of the captions of a data set.
///
/// @param count number of captions
/// @param different number of captions with different texts
/// @param ofOneImageTwice number of captions that repeat one of the same image
/// @param ofSeveralImages number of captions with the text of another image's caption: positives of both
/// @param perImage captions per image
/// @param words words per caption (word boundaries of Unicode, without punctuation); null for
///     languages that are written without spaces, such as Chinese
/// @param characters characters per caption (code points)
/// @param repeated the most frequent captions among those of several images, at most 10
public record CaptionSurvey(
        int count,
        int different,
        int ofOneImageTwice,
        int ofSeveralImages,
        @Nullable Distribution perImage,
        @Nullable Distribution words,
        @Nullable Distribution characters,
        List<Repeated> repeated) {

    private static final int SHOWN = 10;

    /// A caption and the number of images that have it.
    public record Repeated(String caption, int images) {}

    static CaptionSurvey of(Pairs pairs) {
        Map<String, Set<Integer>> imagesOfText = new HashMap<>();
        int twice = 0;
        for (Caption caption : pairs.captions()) {
            boolean first = imagesOfText
                    .computeIfAbsent(caption.text(), _ -> new HashSet<>(2))
                    .add(caption.image());
            twice += first ? 0 : 1;
        }
        List<Repeated> repeated = imagesOfText.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(entry -> new Repeated(entry.getKey(), entry.getValue().size()))
                .sorted((a, b) -> a.images() == b.images()
                        ? a.caption().compareTo(b.caption())
                        : Integer.compare(b.images(), a.images()))
                .toList();
        boolean withoutSpaces = WritingSystem.isWithoutSpaces(imagesOfText.keySet());
        int shared = repeated.stream().mapToInt(Repeated::images).sum();
        return new CaptionSurvey(
                pairs.captions().size(),
                imagesOfText.size(),
                twice,
                shared,
                Distribution.of(IntStream.range(0, pairs.images().size())
                        .map(pairs::captionCountOf)
                        .toArray()),
                withoutSpaces
                        ? null
                        : Distribution.of(pairs.captions().stream()
                                .mapToInt(caption -> words(caption.text()))
                                .toArray()),
                Distribution.of(pairs.captions().stream()
                        .mapToInt(caption ->
                                caption.text().codePointCount(0, caption.text().length()))
                        .toArray()),
                repeated.subList(0, Math.min(SHOWN, repeated.size())));
    }

    /// The lengths for a histogram: words, or characters for languages that are written without spaces.
    public @Nullable Distribution lengths() {
        return words == null ? characters : words;
    }

    private static int words(String text) {
        BreakIterator breaks = BreakIterator.getWordInstance(Locale.ROOT);
        breaks.setText(text);
        int words = 0;
        int start = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            words += text.substring(start, end).codePoints().anyMatch(Character::isLetterOrDigit) ? 1 : 0;
            start = end;
        }
        return words;
    }
}
