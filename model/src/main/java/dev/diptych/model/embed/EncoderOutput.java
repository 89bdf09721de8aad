package dev.diptych.model.embed;

/// Outputs of an encoder for an image or a text.
public enum EncoderOutput {
    /// Embeddings [B, P] of unit length, float32.
    EMBEDDING,
    /// The pooled vectors [B, D] before the projection, float32.
    POOLED,
    /// States after the frozen prefix of the encoder: [N, T, D] of images, [K, D] of the K tokens of texts that
    /// are not padding. Computed only from pixels and tokens.
    FROZEN_STATES,
    /// The states of all tokens [B, T, D], float32, as a fusion reads them; zero at padding.
    TOKEN_STATES
}
