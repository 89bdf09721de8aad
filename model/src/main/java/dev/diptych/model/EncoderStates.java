package dev.diptych.model;

import org.bytedeco.pytorch.Tensor;

/// Output of an encoder: the states of all tokens [B, T, D] and one pooled vector per input [B, D].
public record EncoderStates(Tensor states, Tensor pooled) {}
