package dev.diptych.data;

import dev.diptych.base.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Parts of a data set that share no image.
public final class Splits {

    private Splits() {}

    /// Parts of about the given shares, which must sum to 1. Each image goes, with all its captions, where a hash of
    /// the seed and its name says, so that it stays in its part when other images are added or removed.
    public static List<Pairs> byFraction(Pairs pairs, long seed, double... fractions) {
        double sum = 0;
        double[] bounds = new double[fractions.length];
        for (int part = 0; part < fractions.length; part++) {
            if (!(fractions[part] >= 0)) {
                throw new IllegalArgumentException("A share of %s is not a share".formatted(fractions[part]));
            }
            sum += fractions[part];
            bounds[part] = sum;
        }
        if (Math.abs(sum - 1) > 1e-9) {
            throw new IllegalArgumentException("The shares of the parts sum to %s, not to 1".formatted(sum));
        }
        RandomKey key = RandomKey.of(seed).with("split");
        int[] partOfImage = pairs.images().stream()
                .mapToInt(image -> part(bounds, unit(key.with(image.name()))))
                .toArray();
        List<Pairs> parts = new ArrayList<>();
        for (int part = 0; part < fractions.length; part++) {
            int wanted = part;
            parts.add(pairs.select(IntStream.range(0, partOfImage.length)
                    .filter(image -> partOfImage[image] == wanted)
                    .toArray()));
        }
        return List.copyOf(parts);
    }

    private static double unit(RandomKey key) {
        return (key.value() >>> 11) * 0x1p-53; // [0, 1)
    }

    private static int part(double[] bounds, double place) {
        int part = 0;
        while (part < bounds.length - 1 && place >= bounds[part]) {
            part++;
        }
        return part;
    }
}
