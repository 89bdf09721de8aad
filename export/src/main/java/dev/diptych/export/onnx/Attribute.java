package dev.diptych.export.onnx;

import java.util.Arrays;
import java.util.List;

/// A constant setting of a node.
sealed interface Attribute {

    String name();

    static Attribute of(String name, long value) {
        return new Whole(name, value);
    }

    static Attribute of(String name, double value) {
        return new Real(name, (float) value);
    }

    static Attribute list(String name, long... values) {
        return new Wholes(name, Arrays.stream(values).boxed().toList());
    }

    record Whole(String name, long value) implements Attribute {}

    record Real(String name, float value) implements Attribute {}

    record Wholes(String name, List<Long> values) implements Attribute {}
}
