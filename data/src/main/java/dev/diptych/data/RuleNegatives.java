package dev.diptych.data;

import dev.diptych.base.RandomKey;
import dev.diptych.text.swap.CaptionSwaps;
import dev.diptych.text.swap.SwapKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Creates hard negative captions by rules, for data that have none: see [CaptionSwaps].
public final class RuleNegatives {

    private RuleNegatives() {}

    /// Returns the same images and captions with generated hard negatives in place of existing ones: for each
    /// caption at most one of each kind, none of which equals a caption of its image. A pure function of data,
    /// kinds and seed.
    public static Pairs replace(Pairs pairs, Set<SwapKind> kinds, long seed) {
        RandomKey key = RandomKey.of(seed).with("rule negatives");
        List<SwappedCaption> swapped = new ArrayList<>();
        for (int image = 0; image < pairs.images().size(); image++) {
            Set<String> taken = new HashSet<>();
            for (int caption : pairs.captionsOf(image)) {
                taken.add(plain(pairs.text(caption)));
            }
            for (int caption : pairs.captionsOf(image)) {
                String text = pairs.text(caption);
                int own = image;
                CaptionSwaps.of(text, kinds, key.with(caption)).forEach(each -> {
                    if (taken.add(plain(each.negative()))) {
                        swapped.add(new SwappedCaption(
                                own, text, each.negative(), each.kind().word()));
                    }
                });
            }
        }
        return pairs.withSwapped(swapped);
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).strip();
    }
}
