package dev.diptych.model.embed;

/// What an encoder can compute of an image or a text.
public enum EncoderOutput {
    /// Embeddings [B, P] of length 1, float32.
    EMBEDDING,
    /// The pooled vectors [B, D] before the projection, float32.
    POOLED,
    /// The states after the frozen part of the encoder: [N, T, D] of images, [K, D] of the K tokens of texts that are
    /// not padding. Only from pixels and tokens.
    FROZEN_STATES,
    /// The states of all tokens [B, T, D], float32, as a fusion reads them; zero at padding.
    TOKEN_STATES
}
