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

/// What a search tries.
///
/// @param random how many candidates are drawn; null to try every combination
/// @param seeds that each candidate is trained with
/// @param halving null where every trial runs to its end
/// @param learned whether a learned temperature is a candidate where the temperature is searched
/// @param command the call that began the search
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

    /// @param grids as they are given, `key=a:b:n`
    /// @throws InvalidInputException when there is none, one is wrong or empty, or a key or a seed comes twice
    public static SearchPlan of(
            List<String> grids,
            @Nullable Integer random,
            List<Long> seeds,
            @Nullable Halving halving,
            boolean learned,
            String command) {
        if (grids.isEmpty()) {
            throw new InvalidInputException(
                    "there is nothing to search: give a --grid, such as --grid" + " objective.temperature=0.05:0.5:8");
        }
        if (random != null && random < 1) {
            throw new InvalidInputException("--random " + random + ": draw 1 candidate or more");
        }
        Set<String> keys = new HashSet<>();
        List<Grid> parsed = new ArrayList<>();
        for (String text : grids) {
            Grid grid = Grid.parse(text, random != null);
            if (!keys.add(grid.key())) {
                throw Grid.refusal(text, grid.key() + " has a grid already; join them in one list");
            }
            if (halving != null && grid.key().equals("train.epochs")) {
                throw Grid.refusal(text, "--halving compares after equal epochs; leave one of them out");
            }
            parsed.add(grid);
        }
        for (Long seed : seeds) {
            if (seeds.indexOf(seed) != seeds.lastIndexOf(seed)) {
                throw new InvalidInputException("--seeds: " + seed + " stands there twice");
            }
        }
        return new SearchPlan(parsed, random, seeds, halving, learned, command);
    }

    /// The plan as a document, for a search that goes on later.
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

    /// @throws InvalidInputException when the document is no plan
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
            throw new InvalidInputException(file + ": is no plan of a search: " + broken.getOriginalMessage(), broken);
        }
    }
}
