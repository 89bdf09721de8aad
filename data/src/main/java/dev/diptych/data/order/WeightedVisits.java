package dev.diptych.data.order;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Shows images (or captions) of a mixture in proportion to their weights, with no image twice in a batch.
///
/// The n images of equal weight w form a pool. It is traversed repeatedly, each time in a new random order, w n images
/// per epoch, and each epoch continues where the previous one ended: over all epochs, the counts of two images differ
/// by at most one. The start of an epoch follows from its number alone.
final class WeightedVisits implements BatchOrder.EpochArrangement {

    private final Pairs pairs;
    private final CaptionOrder choice;
    private final RandomKey pools;
    private final int batchSize;
    private final int steps;
    private final Map<Double, int[]> unitsOfWeight = new TreeMap<>(); // images, or captions

    WeightedVisits(Pairs pairs, int batchSize, CaptionOrder choice, boolean keepIncomplete, RandomKey pools) {
        this.pairs = pairs;
        this.choice = choice;
        this.pools = pools;
        this.batchSize = batchSize;
        Map<Double, IntStream.Builder> builders = new LinkedHashMap<>();
        int units = perImage() ? pairs.images().size() : pairs.captions().size();
        for (int unit = 0; unit < units; unit++) {
            if (pairs.captionCountOf(imageOf(unit)) > 0) {
                builders.computeIfAbsent(pairs.weightOf(imageOf(unit)), _ -> IntStream.builder())
                        .add(unit);
            }
        }
        int total = 0;
        double mostVisits = 0;
        for (Map.Entry<Double, IntStream.Builder> each : builders.entrySet()) {
            int[] pool = each.getValue().build().toArray();
            unitsOfWeight.put(each.getKey(), pool);
            total = Math.addExact(total, visits(each.getKey(), pool));
            mostVisits = Math.max(mostVisits, Math.ceil(each.getKey()));
        }
        this.steps = BatchOrder.EpochArrangement.batches(total, batchSize, keepIncomplete);
        if (steps > 0 && mostVisits > steps) {
            throw new InvalidInputException(
                    "a weight of %s requires that many batches with an image per epoch, which has %d; use a smaller weight or batch"
                            .formatted(mostVisits, steps));
        }
    }

    @Override
    public int steps() {
        return steps;
    }

    @Override
    public List<BatchPlan> epoch(long epoch, RandomKey key) {
        List<Draw> batches = batches(Shuffle.shuffle(visitsOf(epoch), key.with("images")));
        List<BatchPlan> plans = new ArrayList<>(steps);
        for (int step = 0; step < steps; step++) {
            plans.add(plan(
                    epoch, step, batches.get(step).units, key.with("captions").with(step)));
        }
        return plans;
    }

    /// Units of one batch, and their images.
    private record Draw(List<Integer> units, Set<Integer> images) {}

    /// Fills one batch after another. A visit to an image that the batch already contains is deferred to a later
    /// batch or, if there is none, exchanged with a visit in an earlier one.
    private List<Draw> batches(int[] visits) {
        Deque<Integer> waiting = new ArrayDeque<>();
        List<Draw> batches = new ArrayList<>(steps);
        int next = 0;
        for (int step = 0; step < steps; step++) {
            Draw batch = new Draw(new ArrayList<>(batchSize), new HashSet<>());
            for (Iterator<Integer> each = waiting.iterator(); each.hasNext() && batch.units.size() < batchSize; ) {
                if (add(batch, each.next())) {
                    each.remove();
                }
            }
            while (batch.units.size() < batchSize && next < visits.length) {
                int unit = visits[next++];
                if (!add(batch, unit)) {
                    waiting.add(unit);
                }
            }
            batches.add(batch);
        }
        Draw last = batches.getLast();
        while (last.units.size() < batchSize && !waiting.isEmpty() && changePlaces(waiting.remove(), last, batches)) {}
        return batches;
    }

    private boolean add(Draw batch, int unit) {
        return batch.images.add(imageOf(unit)) && batch.units.add(unit);
    }

    /// Moves `unit` to an earlier batch in exchange for one that `last` can accept.
    private boolean changePlaces(int unit, Draw last, List<Draw> batches) {
        for (Draw other : batches) {
            for (int place = 0; place < other.units.size() && !other.images.contains(imageOf(unit)); place++) {
                int moved = other.units.get(place);
                if (add(last, moved)) {
                    other.images.remove(imageOf(moved));
                    other.images.add(imageOf(unit));
                    other.units.set(place, unit);
                    return true;
                }
            }
        }
        return false;
    }

    private int[] visitsOf(long epoch) {
        IntStream.Builder all = IntStream.builder();
        unitsOfWeight.forEach((weight, pool) -> {
            int visits = visits(weight, pool);
            RandomKey key = pools.with(Double.doubleToLongBits(weight));
            long round = -1;
            int[] order = new int[0];
            for (long visit = epoch * visits; visit < (epoch + 1) * visits; visit++) {
                if (visit / pool.length != round) {
                    round = visit / pool.length;
                    order = Shuffle.shuffle(pool.clone(), key.with(round));
                }
                all.add(order[(int) (visit % pool.length)]);
            }
        });
        return all.build().toArray();
    }

    private BatchPlan plan(long epoch, int step, List<Integer> units, RandomKey key) {
        int[] images = units.stream().mapToInt(this::imageOf).toArray();
        IntStream.Builder captions = IntStream.builder();
        IntStream.Builder rows = IntStream.builder();
        for (int row = 0; row < images.length; row++) {
            for (int caption : captions(units.get(row), key.with(row))) {
                captions.add(caption);
                rows.add(row);
            }
        }
        return new BatchPlan(
                epoch, step, images, captions.build().toArray(), rows.build().toArray());
    }

    private int[] captions(int unit, RandomKey key) {
        return switch (choice) {
            case CaptionOrder.PerImage perImage -> {
                int[] own = Shuffle.shuffle(pairs.captionsOf(unit), key);
                yield Arrays.copyOf(own, Math.min(own.length, perImage.captions()));
            }
            case CaptionOrder.Every _ -> new int[] {unit};
        };
    }

    private boolean perImage() {
        return choice instanceof CaptionOrder.PerImage;
    }

    private int imageOf(int unit) {
        return perImage() ? unit : pairs.captions().get(unit).image();
    }

    private static int visits(double weight, int[] pool) {
        return Math.toIntExact(Math.max(1, Math.round(weight * pool.length)));
    }
}
