package dev.diptych.model.layer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// Source that records the parameters that it returns, in order: the named parameters of a model.
public final class ParameterMap implements ParameterSource {

    private final ParameterSource source;
    private final SequencedMap<String, Tensor> parameters = new LinkedHashMap<>();

    public ParameterMap(ParameterSource source) {
        this.source = source;
    }

    @Override
    public Tensor parameter(String name, Initialization initial, long... shape) {
        Tensor parameter = source.parameter(name, initial, shape);
        if (parameters.putIfAbsent(name, parameter) != null) {
            throw new IllegalStateException("two modules request the parameter " + name);
        }
        return parameter;
    }

    @Override
    public boolean has(String name) {
        return source.has(name);
    }

    public SequencedMap<String, Tensor> parameters() {
        return Collections.unmodifiableSequencedMap(parameters);
    }
}
