package dev.diptych.text.swap;

/// A caption made untrue.
///
/// @param negative the caption with one change
public record CaptionSwap(String negative, SwapKind kind) {}
