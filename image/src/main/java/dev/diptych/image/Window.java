package dev.diptych.image;

/// A rectangle of pixels.
public record Window(int left, int top, int width, int height) {}
