package dev.diptych.evaluate.audit;

import java.util.BitSet;
import java.util.List;

/// Finds fingerprints close to a given one without comparing with all of them: multi-index hashing (Norouzi et al.,
/// 2012). Two fingerprints that differ in at most 31 of 256 bits agree up to one bit in at least one of 16 chunks of
/// 16 bits, so looking up the 17 candidate values of each chunk misses none.
final class NearFingerprints {

    static final int FARTHEST = 31;
    private static final int CHUNKS = 16;
    private static final int CHUNK_BITS = 16;
    private static final int VALUES = 1 << CHUNK_BITS;

    private final List<Fingerprint> fingerprints;
    private final int[][] starts = new int[CHUNKS][VALUES + 1]; // start of each value's range in `order`
    private final int[][] order = new int[CHUNKS][]; // fingerprints, by the chunk's value

    NearFingerprints(List<Fingerprint> fingerprints) {
        this.fingerprints = List.copyOf(fingerprints);
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            int[] start = starts[chunk];
            for (Fingerprint each : fingerprints) {
                start[chunk(each.bits(), chunk) + 1]++;
            }
            for (int value = 0; value < VALUES; value++) {
                start[value + 1] += start[value];
            }
            int[] next = start.clone();
            order[chunk] = new int[fingerprints.size()];
            for (int i = 0; i < fingerprints.size(); i++) {
                order[chunk][next[chunk(fingerprints.get(i).bits(), chunk)]++] = i;
            }
        }
    }

    /// The indices of the fingerprints within [#FARTHEST] bits of `bits`, ascending.
    int[] near(long[] bits) {
        BitSet found = new BitSet();
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            int value = chunk(bits, chunk);
            probe(chunk, value, bits, found);
            for (int bit = 0; bit < CHUNK_BITS; bit++) {
                probe(chunk, value ^ 1 << bit, bits, found);
            }
        }
        return found.stream().toArray();
    }

    private void probe(int chunk, int value, long[] bits, BitSet found) {
        for (int place = starts[chunk][value]; place < starts[chunk][value + 1]; place++) {
            int number = order[chunk][place];
            if (Fingerprint.distance(fingerprints.get(number).bits(), bits) <= FARTHEST) {
                found.set(number);
            }
        }
    }

    private static int chunk(long[] bits, int chunk) {
        return (int) (bits[chunk / 4] >>> CHUNK_BITS * (chunk % 4)) & (VALUES - 1);
    }
}
