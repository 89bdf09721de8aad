package dev.diptych.model;

import org.bytedeco.pytorch.Tensor;

/// What an encoder gives: the states of all tokens [B, T, D] and one pooled vector an input [B, D].
public record EncoderStates(Tensor states, Tensor pooled) {}
