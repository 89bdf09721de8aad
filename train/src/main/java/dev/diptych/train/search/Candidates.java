package dev.diptych.train.search;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The candidates of a search: all combinations of the grids' values, or random draws.
///
/// A search over the temperature includes a learned temperature, which starts from the value of the recipe. In a grid
/// it follows the fixed ones; of random draws, one in eight is learned.
final class Candidates {

    private static final int ONE_IN = 8;
    private static final int MOST = 10_000;

    private final SearchPlan plan;
    private final BaseRecipe base;

    private Candidates(SearchPlan plan, BaseRecipe base) {
        this.plan = plan;
        this.base = base;
    }

    /// The candidates, in a fixed order.
    ///
    /// @throws InvalidInputException if there are too many, or fewer than the requested random draws
    static List<Candidate> of(SearchPlan plan, BaseRecipe base) {
        Candidates candidates = new Candidates(plan, base);
        Integer random = plan.random();
        return random == null ? candidates.combinations() : candidates.draws(random);
    }

    private List<Candidate> combinations() {
        List<SequencedMap<String, String>> all = List.of(new LinkedHashMap<>());
        for (Grid grid : plan.grids()) {
            List<String> values = new ArrayList<>(grid.all());
            if (learns(grid)) {
                values.add(Candidate.LEARNED);
            }
            if ((long) all.size() * values.size() > MOST) {
                throw new InvalidInputException(
                        "the grids have more than %,d combinations; draw a sample with --random 100".formatted(MOST));
            }
            List<SequencedMap<String, String>> longer = new ArrayList<>();
            for (SequencedMap<String, String> one : all) {
                for (String value : values) {
                    SequencedMap<String, String> with = new LinkedHashMap<>(one);
                    with.put(grid.key(), value);
                    longer.add(with);
                }
            }
            all = longer;
        }
        return all.stream().map(Candidate::new).toList();
    }

    private List<Candidate> draws(int count) {
        RandomKey key = RandomKey.of(base.recipe().seed()).with("tune");
        Set<Candidate> drawn = new LinkedHashSet<>();
        int tries = 100 * count + 1000;
        for (int draw = 0; draw < tries && drawn.size() < count; draw++) {
            Candidate candidate = draw(drawn.size() % ONE_IN == ONE_IN - 1, key.with(draw));
            if (!drawn.add(candidate) && candidate.learnsTemperature()) {
                drawn.add(draw(false, key.with(draw))); // the only learned one has already been drawn
            }
        }
        if (drawn.size() < count) {
            throw new InvalidInputException(
                    "--random %d exceeds the %d combinations of the grids; omit it to try all of them"
                            .formatted(count, drawn.size()));
        }
        return List.copyOf(drawn);
    }

    private Candidate draw(boolean learned, RandomKey key) {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        for (Grid grid : plan.grids()) {
            RandomGenerator generator = key.with(grid.key()).generator();
            values.put(grid.key(), learned && learns(grid) ? Candidate.LEARNED : draw(grid, generator));
        }
        return new Candidate(values);
    }

    private String draw(Grid grid, RandomGenerator generator) {
        return switch (grid.values()) {
            case Grid.Values.Listed listed ->
                listed.values().get(generator.nextInt(listed.values().size()));
            case Grid.Values.Range range -> {
                double value = range.at(generator.nextDouble());
                String written = NumberList.write(value);
                boolean whole = !base.takes(grid.key(), written) && range.low() == Math.rint(range.low());
                yield whole ? NumberList.write(Math.rint(value)) : written; // a key that accepts only integers
            }
        };
    }

    private boolean learns(Grid grid) {
        Recipe recipe = base.recipe();
        return grid.key().equals(Candidate.TEMPERATURE)
                && plan.learned()
                && !recipe.objective().learnTemperature()
                && plan.grids().stream().noneMatch(other -> other.key().equals(Candidate.LEARN));
    }
}
