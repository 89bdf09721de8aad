package dev.diptych.image;

/// Rectangle of pixels.
public record Window(int left, int top, int width, int height) {}
