package dev.diptych.train.search;

import dev.diptych.base.InvalidInputException;
import dev.diptych.evaluate.SelectionMetric;
import dev.diptych.evaluate.comparison.QueryResults;
import dev.diptych.report.MetricComparison;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.train.DataRequirements;
import dev.diptych.train.SharedInputs;
import dev.diptych.train.TrainingData;
import dev.diptych.train.TrainingFailedException;
import dev.diptych.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Trains every candidate with every seed, and compares them on validation data.
///
/// Trials run sequentially and share data, decoded images and frozen features. A search is a pure function of its
/// plan, recipe and data: an interrupted and resumed search produces the same table, bit for bit.
public final class Search {

    private final SearchPlan plan;
    private final BaseRecipe base;
    private final SharedInputs shared;
    private final List<Candidate> candidates;
    private final List<List<Recipe>> recipes; // by candidate and seed

    private Search(SearchPlan plan, BaseRecipe base, Path path) {
        this.plan = plan;
        this.base = base;
        shared = SharedInputs.ofTrials(path.toAbsolutePath().normalize().resolveSibling("cache"));
        candidates = Candidates.of(plan, base);
        recipes = candidates.stream()
                .map(candidate -> plan.seeds().stream()
                        .map(seed -> base.with(candidate, seed, plan.grids()))
                        .toList())
                .toList();
        for (List<Recipe> each : recipes) {
            for (Recipe recipe : each) {
                DataRequirements.check(recipe, shared.data(recipe));
            }
        }
    }

    /// Checks the recipes of all trials, and that the data support the metric, before anything is trained or
    /// written.
    ///
    /// @param path directory of the search; frozen features are stored next to it
    /// @throws InvalidInputException if a candidate's recipe or the data are invalid
    public static Search of(SearchPlan plan, Recipe base, Path path) {
        return new Search(plan, BaseRecipe.of(base), path);
    }

    /// The search in a directory.
    public static Search resume(SearchDirectory directory) {
        return new Search(directory.readPlan(), directory.readRecipe(), directory.path());
    }

    public SearchPlan plan() {
        return plan;
    }

    /// The recipe whose settings trials override.
    public Recipe base() {
        return base.recipe();
    }

    /// Runs all remaining trials.
    ///
    /// @param stopRequested checked between steps; if true, the current trial saves a checkpoint
    /// @param versions versions of the software, for the reports of the trials
    /// @return empty if it was stopped
    /// @throws TrainingFailedException if no candidate could be trained to its end
    public Optional<SearchResult> run(
            SearchDirectory directory,
            ProgressLine progress,
            BooleanSupplier stopRequested,
            Map<String, String> versions) {
        Trial.TrialContext with = new Trial.TrialContext(shared, progress, stopRequested, versions);
        Map<Integer, CandidateRow> rows = new LinkedHashMap<>(); // the latest of each candidate
        List<Integer> going = new ArrayList<>();
        for (int candidate = 0; candidate < candidates.size(); candidate++) {
            going.add(candidate);
        }
        List<Integer> rungs = rungs();
        for (int rung = 0; rung < rungs.size(); rung++) {
            int done = 0;
            int trials = going.size() * plan.seeds().size();
            for (int candidate : going) {
                for (int seed = 0; seed < plan.seeds().size(); seed++) {
                    progress.say("trial %d of %d%s: %s, seed %d"
                            .formatted(
                                    ++done,
                                    trials,
                                    rungs.size() == 1 ? "" : " to epoch " + epochs(candidate, rungs.get(rung)),
                                    candidates.get(candidate).words(),
                                    plan.seeds().get(seed)));
                    int epochs = epochs(candidate, rungs.get(rung));
                    if (stopRequested.getAsBoolean()
                            || !trial(directory, candidate, seed).advance(epochs, with)) {
                        return Optional.empty();
                    }
                }
                rows.put(candidate, row(directory, candidate, epochs(candidate, rungs.get(rung))));
            }
            if (rung < rungs.size() - 1) {
                going = promoted(going, rows);
            }
        }
        return Optional.of(result(directory, rows));
    }

    private List<Integer> rungs() {
        Halving halving = plan.halving();
        return halving == null
                ? List.of(Integer.MAX_VALUE)
                : halving.rungs(base.recipe().train().epochs());
    }

    // Without halving, each candidate has its own number of epochs.
    private int epochs(int candidate, int rung) {
        return Math.min(rung, recipes.get(candidate).getFirst().train().epochs());
    }

    private Trial trial(SearchDirectory directory, int candidate, int seed) {
        String name = trialName(candidate + 1, candidates.size(), plan.seeds().get(seed));
        return new Trial(recipes.get(candidate).get(seed), directory.trial(name));
    }

    /// The name of the directory of a trial, such as `03-seed-1`.
    ///
    /// @param number number of the candidate, from 1
    /// @param candidates number of candidates
    static String trialName(int number, int candidates, long seed) {
        int width = Math.max(2, Integer.toString(candidates).length());
        return ("%0" + width + "d-seed-%d").formatted(number, seed);
    }

    private CandidateRow row(SearchDirectory directory, int candidate, int epochs) {
        List<Double> values = new ArrayList<>();
        List<Double> temperatures = new ArrayList<>();
        int failed = 0;
        for (int seed = 0; seed < plan.seeds().size(); seed++) {
            Trial trial = trial(directory, candidate, seed);
            Trial.TrialState standing = trial.standingAfter(epochs);
            boolean lost = trial.hasFailed() && standing.epochs() < epochs;
            values.add(lost ? Double.NaN : standing.value());
            temperatures.add(standing.temperature());
            failed += lost ? 1 : 0;
        }
        return new CandidateRow(candidate + 1, candidates.get(candidate), values, epochs, temperatures, failed);
    }

    private List<Integer> promoted(List<Integer> going, Map<Integer, CandidateRow> rows) {
        Halving halving = plan.halving();
        int kept = halving == null ? going.size() : halving.kept(going.size());
        return going.stream()
                .map(candidate -> rows.get(candidate))
                .sorted(order())
                .limit(kept)
                .map(row -> row.number() - 1)
                .sorted()
                .toList();
    }

    private SelectionMetric metric() {
        return base.recipe().validation().metric();
    }

    private SearchResult result(SearchDirectory directory, Map<Integer, CandidateRow> rows) {
        List<CandidateRow> ordered = rows.values().stream().sorted(order()).toList();
        CandidateRow winner = ordered.getFirst();
        if (Double.isNaN(winner.mean())) {
            throw new TrainingFailedException(
                    "no candidate could be trained to its end with every seed: the loss is not"
                            + " finite; lower train.learning_rate or search a narrower range");
        }
        Recipe best = recipes.get(winner.number() - 1).getFirst();
        TrainingData data = shared.data(recipes.getFirst().getFirst());
        return new SearchResult(
                plan, base.recipe(), metric(), ordered, best, data.digest(), paired(directory, ordered));
    }

    private Map<Integer, MetricComparison> paired(SearchDirectory directory, List<CandidateRow> ordered) {
        Map<Integer, MetricComparison> paired = new LinkedHashMap<>();
        if (plan.seeds().size() == 1) {
            QueryResults winner =
                    trial(directory, ordered.getFirst().number() - 1, 0).validated();
            for (CandidateRow row : ordered.subList(1, ordered.size())) {
                trial(directory, row.number() - 1, 0)
                        .validated()
                        .comparedWith(winner, metric().name())
                        .ifPresent(change -> paired.put(row.number(), change));
            }
        }
        return paired;
    }

    // The number of epochs is only meaningful with halving.
    private Comparator<CandidateRow> order() {
        return SearchResult.order(metric(), plan.halving() != null);
    }
}
