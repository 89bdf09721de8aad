package dev.diptych.export.onnx;

/// A named value of a graph: an input, an initializer or the output of a node.
public record Value(String name) {}
