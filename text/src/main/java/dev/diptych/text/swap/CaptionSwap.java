package dev.diptych.text.swap;

/// Hard negative caption.
///
/// @param negative the caption with one change
public record CaptionSwap(String negative, SwapKind kind) {}
