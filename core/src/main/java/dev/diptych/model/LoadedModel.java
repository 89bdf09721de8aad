package dev.diptych.model;

/// What a directory turned out to hold.
public sealed interface LoadedModel {

    record Vision(VisionTower tower) implements LoadedModel {}

    record Text(TextTower tower) implements LoadedModel {}

    record Dual(DualEncoder encoder) implements LoadedModel {}
}
