package dev.diptych.data.order;

import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Each caption once per epoch, no two of one image in a batch.
///
/// The captions, image after image in a random order, are distributed like cards: one to each batch in a random order
/// of the batches, which is drawn again for each round. If the captions of an image span two rounds, a batch that
/// already contains the image is skipped. Batch sizes therefore differ by at most one caption, and the combination of
/// images is random.
final class DealtCaptions implements BatchOrder.EpochArrangement {

    private final Pairs pairs;
    private final int batchSize;
    private final boolean keepIncomplete;
    private final int steps;

    DealtCaptions(Pairs pairs, int batchSize, boolean keepIncomplete) {
        this.pairs = pairs;
        this.batchSize = batchSize;
        this.keepIncomplete = keepIncomplete;
        this.steps = keepIncomplete
                ? Math.max(Math.ceilDiv(pairs.captions().size(), batchSize), mostCaptions())
                : wholeBatches();
    }

    @Override
    public int steps() {
        return steps;
    }

    @Override
    public List<BatchPlan> epoch(long epoch, RandomKey key) {
        List<int[]> shown = shown(key.with("captions"));
        int[] order = new int[shown.size()];
        Arrays.setAll(order, image -> image);
        Shuffle.shuffle(order, key.with("images"));
        int[][] captionsOfBatch = new int[steps][batchSize];
        int[] sizes = new int[steps];
        RandomKey rounds = key.with("rounds");
        int round = 0;
        int[] deck = new int[0];
        int next = 0;
        for (int image : order) {
            int[] captions = shown.get(image);
            int roundStart = next;
            for (int dealt = 0; dealt < captions.length; dealt++) {
                if (next == deck.length) {
                    int[] used = Arrays.copyOfRange(deck, roundStart, next);
                    deck = deck(used, captions.length - dealt, rounds.with(round++));
                    next = 0;
                    roundStart = 0;
                }
                int batch = deck[next++];
                captionsOfBatch[batch][sizes[batch]++] = captions[dealt];
            }
        }
        return plans(epoch, captionsOfBatch, sizes, key.with("rows"));
    }

    /// Random order of the batches, with none of `used` among the first `free`.
    private int[] deck(int[] used, int free, RandomKey key) {
        int[] deck = new int[steps];
        Arrays.setAll(deck, batch -> batch);
        Shuffle.shuffle(deck, key);
        boolean[] taken = new boolean[steps];
        for (int batch : used) {
            taken[batch] = true;
        }
        int later = free;
        for (int place = 0; place < free; place++) {
            while (taken[deck[place]]) {
                int batch = deck[later];
                deck[later++] = deck[place];
                deck[place] = batch;
            }
        }
        return deck;
    }

    private List<BatchPlan> plans(long epoch, int[][] captionsOfBatch, int[] sizes, RandomKey key) {
        List<BatchPlan> plans = new ArrayList<>(steps);
        for (int step = 0; step < steps; step++) {
            int[] captions = Shuffle.shuffle(Arrays.copyOf(captionsOfBatch[step], sizes[step]), key.with(step));
            int[] images = Arrays.stream(captions)
                    .map(caption -> pairs.captions().get(caption).image())
                    .toArray();
            int[] rows = new int[captions.length];
            Arrays.setAll(rows, row -> row);
            plans.add(new BatchPlan(epoch, step, images, captions, rows));
        }
        return plans;
    }

    /// Captions of each image that this epoch shows, in a random order.
    private List<int[]> shown(RandomKey key) {
        List<int[]> shown = new ArrayList<>(pairs.images().size());
        int total = 0;
        for (int image = 0; image < pairs.images().size(); image++) {
            int[] own = Shuffle.shuffle(pairs.captionsOf(image), key.with(image));
            shown.add(own.length <= steps ? own : Arrays.copyOf(own, steps));
            total += Math.min(own.length, steps);
        }
        if (keepIncomplete) {
            return shown;
        }
        int[] owners = new int[total];
        int at = 0;
        for (int image = 0; image < shown.size(); image++) {
            Arrays.fill(owners, at, at + shown.get(image).length, image);
            at += shown.get(image).length;
        }
        Shuffle.shuffle(owners, key.with("skipped"));
        for (int i = steps * batchSize; i < total; i++) {
            int[] own = shown.get(owners[i]);
            shown.set(owners[i], Arrays.copyOf(own, own.length - 1));
        }
        return shown;
    }

    private int mostCaptions() {
        int most = 0;
        for (int image = 0; image < pairs.images().size(); image++) {
            most = Math.max(most, pairs.captionCountOf(image));
        }
        return most;
    }

    /// Maximum number of complete batches: with B batches an image can contribute at most B of its captions.
    private int wholeBatches() {
        int batches = pairs.captions().size() / batchSize;
        while (batches > 0 && captionsIn(batches) < (long) batches * batchSize) {
            batches--;
        }
        return batches;
    }

    private long captionsIn(int batches) {
        long total = 0;
        for (int image = 0; image < pairs.images().size(); image++) {
            total += Math.min(pairs.captionCountOf(image), batches);
        }
        return total;
    }
}
