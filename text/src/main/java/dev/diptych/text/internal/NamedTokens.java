package dev.diptych.text.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// The special tokens that the files of a tokenizer name: in `tokenizer_config.json`, and in
/// `special_tokens_map.json`, where earlier releases of Hugging Face wrote them.
///
/// As in AutoTokenizer, the map takes precedence, unless the configuration lists the added tokens by their ids
/// (`added_tokens_decoder`).
///
/// @param config the configuration; an empty object if the file does not exist
/// @param map the map; an empty object if the file does not exist or does not count
public record NamedTokens(JsonPart config, JsonPart map) {

    /// The file of the configuration.
    public static final String CONFIG = "tokenizer_config.json";

    private static final String MAP = "special_tokens_map.json";
    private static final String ADDITIONAL = "additional_special_tokens";
    private static final String EXTRA = "extra_special_tokens";

    /// In the order of AutoTokenizer, in which the last of several descriptions of one token counts.
    private static final List<String> NAMES =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");

    /// The id of a token that is described but not yet found in a vocabulary.
    private static final int UNKNOWN_ID = -1;

    /// Reads the files of this directory that exist.
    ///
    /// @throws dev.diptych.base.InvalidInputException if one of them is not a JSON object
    public static NamedTokens read(Path directory) {
        JsonPart config = readIfPresent(directory.resolve(CONFIG));
        Path map = directory.resolve(MAP);
        return new NamedTokens(config, config.has("added_tokens_decoder") ? empty(map) : readIfPresent(map));
    }

    private static JsonPart readIfPresent(Path file) {
        return Files.exists(file) ? JsonPart.read(file) : empty(file);
    }

    private static JsonPart empty(Path file) {
        return new JsonPart(file + ":", JsonMapper.shared().createObjectNode());
    }

    /// The text of the token with this name, such as `pad_token`.
    public String text(String name, String whenAbsent) {
        JsonPart part = at(name);
        return part.absent() ? whenAbsent : described(part).content();
    }

    /// Further special tokens, without names.
    public List<AddedToken> further() {
        List<AddedToken> ofConfig = ofConfig();
        if (!map.at(EXTRA).absent()) {
            return Stream.concat(ofConfig.stream(), list(map.at(EXTRA)).stream())
                    .distinct()
                    .toList();
        }
        return ofConfig.isEmpty() ? list(map.at(ADDITIONAL)) : ofConfig;
    }

    private List<AddedToken> ofConfig() {
        List<AddedToken> extra = list(config.at(EXTRA));
        return extra.isEmpty() ? list(config.at(ADDITIONAL)) : extra;
    }

    /// Whether the files say that a token of `added_tokens.json` is special.
    public boolean isSpecial(String content) {
        return NAMES.stream().anyMatch(name -> text(name, "").equals(content))
                || Stream.concat(ofConfig().stream(), list(map.at(EXTRA)).stream())
                        .anyMatch(token -> token.content().equals(content));
    }

    /// Completes the added tokens of a vocabulary by the special tokens that they do not include. Further special
    /// tokens that are in neither get the next ids; named ones are omitted.
    ///
    /// @param pieces pieces of the vocabulary, the index being the id
    /// @param added added tokens with their ids
    /// @param defaults named tokens that apply where the files do not specify them; their ids do not matter
    public Collection<AddedToken> complete(
            List<String> pieces, Collection<AddedToken> added, Map<String, AddedToken> defaults) {
        Map<String, Integer> ids = HashMap.newHashMap(pieces.size());
        for (int id = 0; id < pieces.size(); id++) {
            ids.putIfAbsent(pieces.get(id), id);
        }
        Map<String, AddedToken> all = new LinkedHashMap<>();
        int next = pieces.size();
        for (AddedToken token : added) {
            all.put(token.content(), token);
            ids.put(token.content(), token.id());
            next = Math.max(next, token.id() + 1);
        }
        Set<String> known = Set.copyOf(all.keySet());
        List<AddedToken> further = further();
        for (AddedToken token : described(defaults, further)) {
            if (known.contains(token.content())) {
                continue;
            }
            Integer id = ids.get(token.content());
            if (id == null && further.contains(token)) {
                id = next++;
                ids.put(token.content(), id);
            }
            if (id != null) {
                all.put(token.content(), token.withId(id));
            }
        }
        return all.values();
    }

    private Set<AddedToken> described(Map<String, AddedToken> defaults, List<AddedToken> further) {
        Set<AddedToken> tokens = new LinkedHashSet<>();
        for (String name : NAMES) {
            JsonPart part = at(name);
            AddedToken silent = defaults.get(name);
            if (!part.absent()) {
                tokens.add(described(part));
            } else if (silent != null) {
                tokens.add(silent.withId(UNKNOWN_ID));
            }
        }
        tokens.addAll(further);
        return tokens;
    }

    private JsonPart at(String name) {
        return map.has(name) ? map.at(name) : config.at(name);
    }

    // A list of tokens, or an object of tokens by their names.
    private static List<AddedToken> list(JsonPart part) {
        if (part.absent()) {
            return List.of();
        }
        List<AddedToken> tokens = new ArrayList<>();
        (part.node().isArray() ? part.elements() : part.entries().values())
                .forEach(element -> tokens.add(described(element)));
        return tokens;
    }

    // A token as a text, or as an object with its flags.
    private static AddedToken described(JsonPart part) {
        return part.node().isObject()
                ? AddedToken.of(UNKNOWN_ID, part).asSpecial()
                : AddedToken.special(UNKNOWN_ID, part.string());
    }
}
