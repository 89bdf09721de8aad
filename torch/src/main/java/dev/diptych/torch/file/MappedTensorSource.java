package dev.diptych.torch.file;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/// Tensors of one mapped file, whose positions have been checked.
final class MappedTensorSource implements TensorSource {

    private final MappedFile file;
    private final SequencedMap<String, StoredTensor> tensors;
    private final Map<String, String> metadata;

    MappedTensorSource(MappedFile file, SequencedMap<String, StoredTensor> tensors, Map<String, String> metadata) {
        this.file = file;
        this.tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
        this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    @Override
    public Set<String> names() {
        return tensors.keySet();
    }

    @Override
    public TensorInfo info(String name) {
        return stored(name).info();
    }

    @Override
    public Tensor tensor(String name) {
        StoredTensor stored = stored(name);
        DataType type = stored.info().type();
        if (!type.isSupported()) {
            throw TensorFileFault.ofTensor(
                    description(), name, "has the type " + type.code() + ", which cannot be read; convert it to F32");
        }
        return file.tensor(name, stored);
    }

    private StoredTensor stored(String name) {
        StoredTensor stored = tensors.get(name);
        if (stored == null) {
            throw TensorFileFault.missing(this, name);
        }
        return stored;
    }

    @Override
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public String description() {
        return file.name();
    }

    @Override
    public void close() {
        file.close();
    }
}
