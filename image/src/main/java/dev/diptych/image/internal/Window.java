package dev.diptych.image.internal;

/// Rectangle of pixels.
public record Window(int left, int top, int width, int height) {}
