package dev.diptych.base;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// The key of a stream of random numbers: a seed, narrowed by purpose, epoch, step or index.
///
/// Equal keys give equal numbers whatever was drawn before and on whichever thread, so a resumed run, a replayed
/// chunk and another number of loader threads see the same randomness. Immutable.
public record RandomKey(long value) {

    public static RandomKey of(long seed) {
        return new RandomKey(mix(seed));
    }

    /// The key of the stream that serves `purpose` under this key, say `"dropout"`.
    public RandomKey with(String purpose) {
        long hash = 0xcbf29ce484222325L; // FNV-1a over UTF-16 units: String.hashCode has only 32 bits
        for (int i = 0; i < purpose.length(); i++) {
            hash = (hash ^ purpose.charAt(i)) * 0x100000001b3L;
        }
        return with(hash);
    }

    /// The key of the stream with this number (an epoch, a step, an index) under this key.
    public RandomKey with(long number) {
        return new RandomKey(mix(value ^ mix(number + 0x9e3779b97f4a7c15L)));
    }

    /// A new generator at the start of this key's stream.
    public RandomGenerator generator() {
        return new SplittableRandom(value);
    }

    // The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
