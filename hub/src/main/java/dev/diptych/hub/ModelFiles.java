package dev.diptych.hub;

import dev.diptych.base.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Selects the files that a model needs: the small ones that exist, and one format of its weights.
final class ModelFiles {

    private static final String SETTINGS = "config.json";
    private static final String OPEN_CLIP_SETTINGS = "open_clip_config.json";

    /// Settings, preprocessing and tokenizers.
    private static final List<String> SMALL = List.of(
            SETTINGS,
            OPEN_CLIP_SETTINGS,
            "modules.json",
            "1_Pooling/config.json",
            "preprocessor_config.json",
            "processor_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.txt",
            "vocab.json",
            "merges.txt",
            "spiece.model",
            "sentencepiece.bpe.model");

    /// Weights that belong to `config.json`, in order of preference: safetensors before pickles.
    private static final List<String> WEIGHTS = List.of(
            "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json");

    /// Weights that belong to `open_clip_config.json`.
    private static final List<String> OPEN_CLIP_WEIGHTS =
            WEIGHTS.stream().map(name -> "open_clip_" + name).toList();

    /// Optional files of a model.
    private static final List<String> EXTRA = List.of("fusion.safetensors", "sigmoid.safetensors", "calibration.json");

    /// Folder of the encoder in models of early releases of sentence-transformers.
    private static final String TRANSFORMER = "0_Transformer/";

    private static final JsonMapper MAPPER = new JsonMapper();

    private ModelFiles() {}

    /// Returns the files to download, small ones first. For sharded weights only the index, which lists the
    /// shards.
    ///
    /// @throws InvalidInputException if the repository contains neither weights nor a tokenizer in a supported
    ///     format
    static List<String> of(HubName name, Collection<String> available) {
        if (!available.contains(SETTINGS) && available.contains(TRANSFORMER + SETTINGS)) {
            return ofSentenceTransformer(name, available);
        }
        List<String> files = new ArrayList<>(SMALL);
        files.retainAll(Set.copyOf(available));
        boolean tokenizer = files.contains("tokenizer.json")
                || files.contains("vocab.txt")
                || (files.contains("vocab.json") && files.contains("merges.txt"));
        Optional<String> weights = weights(available);
        if (weights.isEmpty() && !tokenizer) {
            throw new InvalidInputException(
                    name
                            + ": contains no supported model; looked for " + String.join(", ", WEIGHTS)
                            + ", for the same after open_clip_, and for tokenizer.json, vocab.txt, and vocab.json with merges.txt");
        }
        weights.ifPresent(files::add);
        EXTRA.stream().filter(available::contains).forEach(files::add);
        return files;
    }

    private static List<String> ofSentenceTransformer(HubName name, Collection<String> available) {
        List<String> inner = available.stream()
                .filter(file -> file.startsWith(TRANSFORMER))
                .map(file -> file.substring(TRANSFORMER.length()))
                .toList();
        List<String> files = new ArrayList<>(SMALL);
        files.retainAll(Set.copyOf(available));
        of(name, inner).forEach(file -> files.add(TRANSFORMER + file));
        return files;
    }

    // The same choice as for a directory: Hugging Face's format if both its settings and weights exist, else
    // open_clip's.
    private static Optional<String> weights(Collection<String> available) {
        Optional<String> huggingFace =
                WEIGHTS.stream().filter(available::contains).findFirst();
        Optional<String> openClip = available.contains(OPEN_CLIP_SETTINGS)
                ? OPEN_CLIP_WEIGHTS.stream().filter(available::contains).findFirst()
                : Optional.empty();
        return available.contains(SETTINGS) ? huggingFace.or(() -> openClip) : openClip.or(() -> huggingFace);
    }

    static boolean isIndex(String file) {
        return file.endsWith(".index.json");
    }

    /// Returns the shards that `index` lists, all of them among `available`.
    ///
    /// @throws HubException if the index is invalid, or lists a file that the repository lacks
    static Set<String> shards(HubName name, Path index, Collection<String> available) throws HubException {
        String where = name.repository() + ": " + index.getFileName();
        Set<String> shards = new LinkedHashSet<>();
        try {
            for (JsonNode shard :
                    MAPPER.readTree(index.toFile()).path("weight_map").values()) {
                shards.add(shard.asString(""));
            }
        } catch (JacksonException e) {
            throw new HubException(where + ": is not JSON, so the shards are unknown", e);
        }
        for (String shard : shards) {
            if (!available.contains(shard)) {
                throw new HubException(where + ": lists \"" + shard + "\", which the repository lacks");
            }
        }
        return shards;
    }
}
