package dev.diptych.export.onnx;

/// What flows between the nodes of a graph: an input, an initializer or a node's output, by its name.
public record Value(String name) {}
