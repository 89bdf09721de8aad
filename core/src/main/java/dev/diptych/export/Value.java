package dev.diptych.export;

/// What flows between the nodes of a graph: an input, an initializer or a node's output, by its name.
record Value(String name) {}
