package dev.diptych.model;

/// The shape of a dual encoder.
///
/// @param projection width P of the shared space
/// @param initialLogitScale ln(1/temperature) that a new model starts from
public record DualEncoderConfig(VisionConfig vision, TextConfig text, int projection, double initialLogitScale) {}
