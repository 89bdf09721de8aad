package dev.diptych.model;

/// Configuration of a dual encoder.
///
/// @param projection dimension P of the shared space
/// @param initialLogitScale initial ln(1/temperature) of a new model
public record DualEncoderConfig(VisionConfig vision, TextConfig text, int projection, double initialLogitScale) {}
