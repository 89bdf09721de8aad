package dev.diptych.data;

import dev.diptych.base.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Splits of a data set that share no image.
public final class Splits {

    private Splits() {}

    /// Splits a data set into parts of approximately the given shares, which must sum to 1. A hash of the seed
    /// and the image's name determines the part of an image and all its captions, so that it stays there when
    /// other images are added or removed.
    public static List<Pairs> byFraction(Pairs pairs, long seed, double... fractions) {
        double sum = 0;
        double[] bounds = new double[fractions.length];
        for (int part = 0; part < fractions.length; part++) {
            if (!(fractions[part] >= 0)) {
                throw new IllegalArgumentException("The share %s is not between 0 and 1".formatted(fractions[part]));
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
