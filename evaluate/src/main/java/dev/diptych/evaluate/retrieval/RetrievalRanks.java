package dev.diptych.evaluate.retrieval;

/// The rank of the correct candidate of every query, from 1.
///
/// @param textToImage the rank of the best correct image for each text, length M
/// @param imageToText the rank of the best correct text for each image, length N; 0 for an image without
///     captions, which is no query
public record RetrievalRanks(int[] textToImage, int[] imageToText) {

    /// Recalls and median ranks of both directions.
    public RetrievalResult result() {
        return new RetrievalResult(Recall.of(textToImage), Recall.of(imageToText));
    }
}
