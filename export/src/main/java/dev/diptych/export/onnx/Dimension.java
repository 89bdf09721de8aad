package dev.diptych.export.onnx;

/// A dimension of an input or output: a number, or a name if it is dynamic.
public sealed interface Dimension {

    Dimension BATCH = new Named("batch");
    Dimension SEQUENCE = new Named("sequence");

    static Dimension of(long size) {
        return new Sized(size);
    }

    record Named(String name) implements Dimension {}

    record Sized(long size) implements Dimension {}
}
