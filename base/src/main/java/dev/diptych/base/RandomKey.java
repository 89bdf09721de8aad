package dev.diptych.base;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Key of a stream of random numbers: a seed, refined by purpose, epoch, step or index.
///
/// Equal keys give equal numbers, regardless of what was drawn before and of the thread. A resumed run, a recomputed
/// chunk and a different number of loader threads therefore use the same randomness. Immutable.
public record RandomKey(long value) {

    public static RandomKey of(long seed) {
        return new RandomKey(mix(seed));
    }

    /// Returns the key for `purpose` below this key, for example `"dropout"`.
    public RandomKey with(String purpose) {
        long hash = 0xcbf29ce484222325L; // FNV-1a over UTF-16 units: String.hashCode has only 32 bits
        for (int i = 0; i < purpose.length(); i++) {
            hash = (hash ^ purpose.charAt(i)) * 0x100000001b3L;
        }
        return with(hash);
    }

    /// Returns the key with this number (an epoch, a step, an index) below this key.
    public RandomKey with(long number) {
        return new RandomKey(mix(value ^ mix(number + 0x9e3779b97f4a7c15L)));
    }

    /// Returns a new generator at the start of this key's stream.
    public RandomGenerator generator() {
        return new SplittableRandom(value);
    }

    /// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014): a bijection whose values for a sequence of equal,
    /// odd increments are random numbers.
    public static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
