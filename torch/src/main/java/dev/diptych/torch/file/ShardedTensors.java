package dev.diptych.torch.file;

import dev.diptych.base.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tensors of a checkpoint that an index (`model.safetensors.index.json`) distributes over several files next to it.
final class ShardedTensors implements TensorSource {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String name;
    private final SequencedMap<String, TensorSource> shardOfTensor = new LinkedHashMap<>();
    private final Map<String, TensorSource> shards = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private ShardedTensors(Path index) {
        this.name = index.toString();
    }

    /// @param openShard opens one shard, for example `Safetensors::open`
    /// @throws InvalidInputException if the index or a shard is missing or invalid, the name of a shard leads out
    ///     of the index's directory, or a tensor is not in the shard that the index specifies
    static ShardedTensors open(Path index, Function<Path, TensorSource> openShard) {
        ShardedTensors source = new ShardedTensors(index);
        try {
            source.read(index, openShard);
            return source;
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private void read(Path index, Function<Path, TensorSource> openShard) {
        if (!Files.isRegularFile(index)) {
            throw TensorFileFault.of(name, "the file does not exist");
        }
        JsonNode json;
        try {
            json = JSON.readTree(index.toFile());
        } catch (JacksonException e) {
            throw new InvalidInputException(
                    name + ": is not valid JSON: " + TensorFileFault.oneLine(String.valueOf(e.getOriginalMessage())),
                    e);
        }
        JsonNode weightMap = json.path("weight_map");
        if (!weightMap.isObject() || weightMap.isEmpty()) {
            throw TensorFileFault.of(name, "has no weight_map from tensors to files");
        }
        for (Map.Entry<String, JsonNode> entry : weightMap.properties()) {
            String tensor = entry.getKey();
            if (!entry.getValue().isString()) {
                throw TensorFileFault.ofTensor(name, tensor, "has no file name in weight_map");
            }
            String shardName = entry.getValue().stringValue();
            TensorSource shard = shards.get(shardName);
            if (shard == null) {
                shard = openShard.apply(shardPath(index, tensor, shardName));
                shards.put(shardName, shard);
            }
            if (!shard.has(tensor)) {
                throw TensorFileFault.ofTensor(name, tensor, "should be in " + shardName + ", but is not there");
            }
            shardOfTensor.put(tensor, shard);
        }
        for (Map.Entry<String, JsonNode> entry : json.path("metadata").properties()) {
            if (entry.getValue().isValueNode()) {
                metadata.put(entry.getKey(), entry.getValue().asString());
            }
        }
    }

    private Path shardPath(Path index, String tensor, String shardName) {
        boolean plain = !shardName.isEmpty()
                && !shardName.equals(".")
                && !shardName.equals("..")
                && shardName.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || Character.isISOControl(c));
        Path shard;
        try {
            shard = index.resolveSibling(shardName);
        } catch (InvalidPathException e) {
            throw new InvalidInputException(name + ": contains an invalid file name", e);
        }
        if (!plain) {
            throw TensorFileFault.ofTensor(
                    name,
                    tensor,
                    "is assigned to " + TensorFileFault.quote(shardName) + ", which is not a plain file name");
        }
        if (!Files.isRegularFile(shard)) {
            throw TensorFileFault.ofTensor(
                    name, tensor, "should be in " + shardName + ", but that file is not next to the index");
        }
        return shard;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(shardOfTensor.keySet());
    }

    @Override
    public TensorInfo info(String tensor) {
        return shard(tensor).info(tensor);
    }

    @Override
    public Tensor tensor(String tensor) {
        return shard(tensor).tensor(tensor);
    }

    private TensorSource shard(String tensor) {
        TensorSource shard = shardOfTensor.get(tensor);
        if (shard == null) {
            throw TensorFileFault.missing(this, tensor);
        }
        return shard;
    }

    @Override
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    @Override
    public String description() {
        return name;
    }

    @Override
    public void close() {
        shards.values().forEach(TensorSource::close);
    }
}
