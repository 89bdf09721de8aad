package dev.diptych.text.swap;

import dev.diptych.base.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Creates hard negatives of English captions by one change: two nouns or two adjectives are exchanged, or a colour, a
/// number or a spatial relation is replaced (after Yuksekgonul et al., 2023, NegCLIP, who tag words with a model
/// instead of word lists and rules).
///
/// The rules omit changes that could leave the caption true: two nouns joined by "and" or "next to", adjectives of the
/// same noun, near-synonyms. They do not see the picture, so that a negative is occasionally true or unidiomatic.
/// Captions in other languages mostly have no swap.
public final class CaptionSwaps {

    private CaptionSwaps() {}

    /// Returns at most one swap of each kind, drawn by the key, in the order of the kinds: equal keys give equal
    /// swaps.
    public static List<CaptionSwap> of(String caption, Set<SwapKind> kinds, RandomKey key) {
        WordSequence words = WordSequence.of(caption);
        List<CaptionSwap> swaps = new ArrayList<>();
        for (SwapKind kind : SwapKind.values()) {
            if (kinds.contains(kind)) {
                List<String> negatives = all(words, kind);
                if (!negatives.isEmpty()) {
                    RandomGenerator random = key.with(kind.word()).generator();
                    swaps.add(new CaptionSwap(negatives.get(random.nextInt(negatives.size())), kind));
                }
            }
        }
        return swaps;
    }

    /// Returns all negatives of a kind that the rules find.
    static List<String> all(WordSequence words, SwapKind kind) {
        return switch (kind) {
            case OBJECT -> NounSwaps.of(words);
            case ATTRIBUTE -> AdjectiveSwaps.of(words);
            case COLOUR -> ColourChanges.of(words);
            case NUMBER -> NumberChanges.of(words);
            case RELATION -> RelationChanges.of(words);
        };
    }
}
