package dev.diptych.text.internal;

import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Finds added tokens in a text: the leftmost one, and the longest of those that start there. Immutable.
public final class AddedTokenFinder {

    /// A token to find, as spelt in the searched text.
    private record Target(String spelling, AddedToken token) {}

    public record Match(AddedToken token, int start, int end) {}

    private final List<Target> targets;
    private final String firstUnits;

    private AddedTokenFinder(List<Target> targets) {
        this.targets = targets.stream()
                .filter(target -> !target.spelling().isEmpty())
                .sorted(Comparator.comparingInt(
                                (Target target) -> -target.spelling().length())
                        .thenComparing(Target::spelling))
                .toList();
        StringBuilder units = new StringBuilder();
        this.targets.forEach(target -> {
            if (units.indexOf(target.spelling().substring(0, 1)) < 0) {
                units.append(target.spelling().charAt(0));
            }
        });
        firstUnits = units.toString();
    }

    /// Creates a finder of the tokens that are searched in the raw text.
    public static AddedTokenFinder inRawText(Vocabulary vocabulary) {
        return of(vocabulary, false, content -> content);
    }

    /// Creates a finder of the tokens that are searched in normalised text; `normalizer` is applied to the tokens
    /// too.
    public static AddedTokenFinder inNormalizedText(Vocabulary vocabulary, UnaryOperator<String> normalizer) {
        return of(vocabulary, true, normalizer);
    }

    private static AddedTokenFinder of(Vocabulary vocabulary, boolean normalized, UnaryOperator<String> spelling) {
        return new AddedTokenFinder(vocabulary.added().stream()
                .filter(token -> token.normalized() == normalized)
                .map(token -> new Target(spelling.apply(token.content()), token))
                .toList());
    }

    public boolean isEmpty() {
        return targets.isEmpty();
    }

    /// Splits a text, in order, into tokens, with the white space that they strip, and the non-empty ranges
    /// between them.
    public void split(String text, Consumer<String> between, Consumer<AddedToken> tokens) {
        int from = 0;
        for (Match match = find(text, 0); match != null; match = find(text, from)) {
            int start = match.start();
            while (match.token().leftStrip() && start > from && isSpace(text.codePointBefore(start))) {
                start = text.offsetByCodePoints(start, -1);
            }
            if (start > from) {
                between.accept(text.substring(from, start));
            }
            tokens.accept(match.token());
            from = match.end();
            while (match.token().rightStrip() && from < text.length() && isSpace(text.codePointAt(from))) {
                from = text.offsetByCodePoints(from, 1);
            }
        }
        if (from < text.length()) {
            between.accept(text.substring(from));
        }
    }

    private static boolean isSpace(int codePoint) {
        return BertCharacters.isWhiteSpace(codePoint);
    }

    /// Returns the next token at or after `from`.
    @Nullable
    public Match find(String text, int from) {
        if (firstUnits.length() == 1) {
            char first = firstUnits.charAt(0); // BERT's own tokens all start with a bracket
            for (int i = text.indexOf(first, from); i >= 0; i = text.indexOf(first, i + 1)) {
                Match match = at(text, i);
                if (match != null) {
                    return match;
                }
            }
            return null;
        }
        for (int i = from; i < text.length() && !firstUnits.isEmpty(); i++) {
            if (firstUnits.indexOf(text.charAt(i)) >= 0) {
                Match match = at(text, i);
                if (match != null) {
                    return match;
                }
            }
        }
        return null;
    }

    private @Nullable Match at(String text, int start) {
        for (Target target : targets) {
            int end = start + target.spelling().length();
            if (text.startsWith(target.spelling(), start)
                    && (!target.token().singleWord() || standsAlone(text, start, end))) {
                return new Match(target.token(), start, end);
            }
        }
        return null;
    }

    private static boolean standsAlone(String text, int start, int end) {
        return (start == 0 || !isWordCharacter(text.codePointBefore(start)))
                && (end == text.length() || !isWordCharacter(text.codePointAt(end)));
    }

    private static boolean isWordCharacter(int codePoint) {
        return Character.isLetterOrDigit(codePoint)
                || switch (Character.getType(codePoint)) {
                    case Character.CONNECTOR_PUNCTUATION,
                            Character.NON_SPACING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.ENCLOSING_MARK -> true;
                    default -> false;
                };
    }
}
