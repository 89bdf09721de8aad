package dev.diptych.text.swap;

import dev.diptych.base.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Makes English captions untrue by one change: two nouns or two adjectives exchanged, a colour, a number or a spatial
/// relation replaced (after Yuksekgonul et al., 2023, NegCLIP, who tag words by a model; here lists and rules do).
///
/// The rules leave out a change that could leave the caption true: two nouns joined by "and" or "next to", adjectives
/// of the same noun, words that mean nearly the same. They know no picture, so now and then a negative is true all the
/// same, or odd English. Captions in another language mostly have no swap.
public final class CaptionSwaps {

    private CaptionSwaps() {}

    /// At most one swap of each kind, drawn by the key, in the order of the kinds: equal keys give equal swaps.
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

    /// Every negative of a kind that the rules find.
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
