package dev.diptych.train.search;

import dev.diptych.base.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The plan of a search.
///
/// @param random number of random candidates; null to try all combinations
/// @param seeds seeds with which each candidate is trained
/// @param halving null if every trial runs to its end
/// @param learned whether a search over the temperature includes a learned one
/// @param command the command line of the search
public record SearchPlan(
        List<Grid> grids,
        @Nullable Integer random,
        List<Long> seeds,
        @Nullable Halving halving,
        boolean learned,
        String command) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public SearchPlan {
        grids = List.copyOf(grids);
        seeds = List.copyOf(seeds);
    }

    /// @param grids the options as given, `key=a:b:n`
    /// @throws InvalidInputException if there is none, one is invalid or empty, or a key or seed is repeated
    public static SearchPlan of(
            List<String> grids,
            @Nullable Integer random,
            List<Long> seeds,
            @Nullable Halving halving,
            boolean learned,
            String command) {
        if (grids.isEmpty()) {
            throw new InvalidInputException(
                    "nothing to search; pass a --grid, such as --grid" + " objective.temperature=0.05:0.5:8");
        }
        if (random != null && random < 1) {
            throw new InvalidInputException("--random must be at least 1, but is " + random);
        }
        Set<String> keys = new HashSet<>();
        List<Grid> parsed = new ArrayList<>();
        for (String text : grids) {
            Grid grid = Grid.parse(text, random != null);
            if (!keys.add(grid.key())) {
                throw Grid.refusal(text, grid.key() + " already has a grid; combine them in one list");
            }
            if (halving != null && grid.key().equals("train.epochs")) {
                throw Grid.refusal(text, "--halving requires equal numbers of epochs; remove one of the two options");
            }
            parsed.add(grid);
        }
        for (Long seed : seeds) {
            if (seeds.indexOf(seed) != seeds.lastIndexOf(seed)) {
                throw new InvalidInputException("--seeds: duplicate seed " + seed);
            }
        }
        return new SearchPlan(parsed, random, seeds, halving, learned, command);
    }

    /// The plan as JSON, for resuming the search.
    String toJson() {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode all = root.putArray("grids");
        grids.forEach(grid -> all.add(grid.text()));
        if (random == null) {
            root.putNull("random");
        } else {
            root.put("random", random);
        }
        ArrayNode numbers = root.putArray("seeds");
        seeds.forEach(numbers::add);
        if (halving == null) {
            root.putNull("halving");
        } else {
            root.put("halving", halving.text());
        }
        root.put("learned", learned).put("command", command);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    /// @throws InvalidInputException if the document is not a plan
    static SearchPlan fromJson(Path file, String json) {
        try {
            JsonNode root = JSON.readTree(json);
            List<String> grids = new ArrayList<>();
            root.path("grids").forEach(grid -> grids.add(grid.asString()));
            List<Long> seeds = new ArrayList<>();
            root.path("seeds").forEach(seed -> seeds.add(seed.asLong()));
            JsonNode random = root.path("random");
            JsonNode halving = root.path("halving");
            return of(
                    grids,
                    random.isNumber() ? random.asInt() : null,
                    seeds,
                    halving.isString() ? Halving.parse(halving.asString()) : null,
                    root.path("learned").asBoolean(),
                    root.path("command").asString(""));
        } catch (JacksonException broken) {
            throw new InvalidInputException(
                    file + ": is not a plan of a search: " + broken.getOriginalMessage(), broken);
        }
    }
}
