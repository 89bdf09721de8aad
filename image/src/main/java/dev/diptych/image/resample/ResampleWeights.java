package dev.diptych.image.resample;

/// For some consecutive output pixels of one direction: from which input pixel on each reads, and with which weights.
///
/// Weights are integers of [#PRECISION] bits of fraction, `stride` of them reserved for an output pixel. Computed as
/// in Pillow's `precompute_coeffs` and `normalize_coeffs_8bpc`: in doubles, in the same order, rounded half away from
/// 0.
@SuppressWarnings("ArrayRecordComponent")
record ResampleWeights(int[] first, int[] count, int[] weights, int stride) {

    /// 32 bits, minus 8 for the value and 2 for filters that overshoot.
    static final int PRECISION = 32 - 8 - 2;

    /// One half, added before the fraction is truncated.
    static final int HALF = 1 << PRECISION - 1;

    /// Parameters of the weights: `input` pixels become `output`, of which `size` pixels starting at `start` are
    /// computed.
    record Key(int input, int output, Resampling filter, int start, int size) {}

    static ResampleWeights of(Key key) {
        double scale = (double) key.input() / key.output();
        double filterScale = Math.max(scale, 1);
        double support = key.filter().support() * filterScale;
        int stride = Math.min((int) Math.ceil(support) * 2 + 1, key.input());
        int[] first = new int[key.size()];
        int[] count = new int[key.size()];
        int[] weights = new int[Math.multiplyExact(key.size(), stride)];
        double[] exact = new double[stride];
        double shrink = 1 / filterScale;
        for (int i = 0; i < key.size(); i++) {
            double centre = (key.start() + (double) i + 0.5) * scale;
            int from = Math.max((int) (centre - support + 0.5), 0);
            int taps = Math.min((int) (centre + support + 0.5), key.input()) - from;
            double sum = 0;
            for (int t = 0; t < taps; t++) {
                exact[t] = key.filter().weight((t + from - centre + 0.5) * shrink);
                sum += exact[t];
            }
            for (int t = 0; t < taps; t++) {
                double weight = (sum == 0 ? exact[t] : exact[t] / sum) * (1 << PRECISION);
                weights[i * stride + t] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
            }
            first[i] = from;
            count[i] = taps;
        }
        return new ResampleWeights(first, count, weights, stride);
    }

    int size() {
        return first.length;
    }

    /// First input pixel that any of the outputs reads.
    int from() {
        return first[0];
    }

    /// One past the last input pixel that any of the outputs reads.
    int to() {
        return first[size() - 1] + count[size() - 1];
    }

    /// Rounds a sum of weighted values and [#HALF] and clips it to 0 to 255.
    static int clip(int sum) {
        return Math.min(Math.max(sum >> PRECISION, 0), 255);
    }
}
