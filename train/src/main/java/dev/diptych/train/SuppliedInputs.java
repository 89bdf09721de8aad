package dev.diptych.train;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.data.Pairs;
import dev.diptych.train.objective.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a program supplies to a run in place of what its recipe names. The run directory records it in
/// `supplied.json`, so that the run is not resumed with anything else.
///
/// @param training pairs to train on; null for the recipe's
/// @param validation pairs to validate on; null for the recipe's, or for a part of `training`
/// @param objective the loss, which replaces those of the recipe; null for the recipe's
public record SuppliedInputs(
        @Nullable Pairs training,
        @Nullable Pairs validation,
        @Nullable Objective objective) {

    /// All inputs are those of the recipe.
    public static final SuppliedInputs NONE = new SuppliedInputs(null, null, null);

    private static final String FILE = "supplied.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    // What the record of a run states.
    private record Recorded(
            boolean training, boolean validation, @Nullable String objective) {

        static Recorded read(Path file) {
            if (!Files.exists(file)) {
                return new Recorded(false, false, null);
            }
            try {
                JsonNode node = JSON.readTree(Files.readString(file));
                return new Recorded(
                        node.path("training").asBoolean(false),
                        node.path("validation").asBoolean(false),
                        node.path("objective").isString()
                                ? node.path("objective").stringValue()
                                : null);
            } catch (IOException | JacksonException e) {
                throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
            }
        }

        String toJson() {
            ObjectNode node = JSON.createObjectNode().put("training", training).put("validation", validation);
            return node.put("objective", objective).toPrettyString() + "\n";
        }
    }

    private Recorded recorded() {
        return new Recorded(
                training != null,
                validation != null,
                objective == null ? null : objective.getClass().getName());
    }

    /// Records these inputs in the directory of a new run.
    void write(Path run) {
        if (!recorded().equals(new Recorded(false, false, null))) {
            AtomicFile.write(run.resolve(FILE), recorded().toJson());
        }
    }

    /// Requires that a run to be resumed began with these inputs.
    ///
    /// @throws InvalidInputException if its objective is of another class, or other data come from code
    void check(Path run) {
        Recorded began = Recorded.read(run.resolve(FILE));
        Recorded now = recorded();
        if (!name(began.objective).equals(name(now.objective))) {
            throw new InvalidInputException("%s: the run began with %s, but is resumed with %s; resume it with %s"
                    .formatted(run, name(began.objective), name(now.objective), name(began.objective)));
        }
        require(run, "training", began.training, now.training);
        require(run, "validation", began.validation, now.validation);
    }

    private static void require(Path run, String data, boolean began, boolean now) {
        if (began != now) {
            throw new InvalidInputException(
                    began
                            ? "%s: the %s data of this run came from code; supply the same data to resume it"
                                    .formatted(run, data)
                            : "%s: the %s data of this run came from its recipe; resume it without data from code"
                                    .formatted(run, data));
        }
    }

    private static String name(@Nullable String objective) {
        return objective == null ? "the objective of its recipe" : "the objective " + objective;
    }
}
