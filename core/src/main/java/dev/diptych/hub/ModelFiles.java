package dev.diptych.hub;

import dev.diptych.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Which of a repository's files a model needs: the small ones that are there, and one form of its weights.
final class ModelFiles {

    /// Settings, preprocessing and tokenizers.
    private static final List<String> SMALL = List.of(
            "config.json",
            "open_clip_config.json",
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

    /// Forms of the weights, the best first: safetensors over pickles, Hugging Face's names over others.
    private static final List<String> WEIGHTS = List.of(
            "model.safetensors",
            "model.safetensors.index.json",
            "pytorch_model.bin",
            "pytorch_model.bin.index.json",
            "open_clip_model.safetensors",
            "open_clip_pytorch_model.bin");

    /// Further weights, where a model has them.
    private static final List<String> EXTRA = List.of("fusion.safetensors");

    private static final JsonMapper MAPPER = new JsonMapper();

    private ModelFiles() {}

    /// The files to download, small ones first; of sharded weights the index alone, which names the rest.
    ///
    /// @throws InvalidInputException when the repository holds neither weights nor a tokenizer to read
    static List<String> of(HubName name, Collection<String> available) {
        List<String> files = new ArrayList<>(SMALL);
        files.retainAll(Set.copyOf(available));
        boolean tokenizer = files.contains("tokenizer.json") || files.contains("vocab.txt");
        WEIGHTS.stream().filter(available::contains).findFirst().ifPresent(files::add);
        boolean weights = !files.isEmpty() && WEIGHTS.contains(files.getLast());
        if (!weights && !tokenizer) {
            throw new InvalidInputException(name
                    + ": holds no model that can be read; looked for " + String.join(", ", WEIGHTS)
                    + " and for tokenizer.json and vocab.txt");
        }
        EXTRA.stream().filter(available::contains).forEach(files::add);
        return files;
    }

    static boolean isIndex(String file) {
        return file.endsWith(".index.json");
    }

    /// The shards that `index` names, all of them among `available`.
    ///
    /// @throws HubException when it is no index, or names a file that the repository has not
    static Set<String> shards(HubName name, Path index, Collection<String> available) throws HubException {
        String where = name.repository() + ": " + index.getFileName();
        Set<String> shards = new LinkedHashSet<>();
        try {
            for (JsonNode shard :
                    MAPPER.readTree(index.toFile()).path("weight_map").values()) {
                shards.add(shard.asString(""));
            }
        } catch (JacksonException e) {
            throw new HubException(where + ": is not JSON, so the shards are not known", e);
        }
        for (String shard : shards) {
            if (!available.contains(shard)) {
                throw new HubException(where + ": names \"" + shard + "\", which the repository has not");
            }
        }
        return shards;
    }
}
