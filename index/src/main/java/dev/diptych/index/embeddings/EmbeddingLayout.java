package dev.diptych.index.embeddings;

/// The files of an embedding directory.
public enum EmbeddingLayout {
    /// `manifest.json` with Parquet files in `images` and `captions`.
    PARQUET("parquet"),
    /// The files that clip-retrieval writes and reads: `img_emb/img_emb_N.npy`,
    /// `text_emb/text_emb_N.npy` (float16) and `metadata/metadata_N.parquet`.
    CLIP_RETRIEVAL("clip-retrieval");

    private final String text;

    EmbeddingLayout(String text) {
        this.text = text;
    }

    /// The name on the command line.
    public String text() {
        return text;
    }
}
