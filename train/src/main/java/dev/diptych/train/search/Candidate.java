package dev.diptych.train.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A combination of settings, tried with every seed.
///
/// @param values values of the keys of the grids, in their order; [#LEARNED] for a learned temperature
record Candidate(SequencedMap<String, String> values) {

    static final String TEMPERATURE = "objective.temperature";
    static final String LEARN = "objective.learn_temperature";
    static final String LEARNED = "learned";

    /// The settings in the syntax of `--set`.
    List<String> settings() {
        List<String> settings = new ArrayList<>();
        for (Map.Entry<String, String> value : values.entrySet()) {
            settings.add(isLearned(value) ? LEARN + "=true" : value.getKey() + "=" + value.getValue());
        }
        return settings;
    }

    boolean learnsTemperature() {
        return values.entrySet().stream().anyMatch(Candidate::isLearned);
    }

    private static boolean isLearned(Map.Entry<String, String> value) {
        return value.getKey().equals(TEMPERATURE) && value.getValue().equals(LEARNED);
    }

    /// A description, such as `objective.temperature 0.1, train.batch 64`.
    String words() {
        List<String> words = new ArrayList<>();
        values.forEach((key, value) -> words.add(key + " " + value));
        return String.join(", ", words);
    }
}
