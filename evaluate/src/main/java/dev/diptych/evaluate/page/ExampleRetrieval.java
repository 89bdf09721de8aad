package dev.diptych.evaluate.page;

import dev.diptych.image.RgbImage;
import java.util.List;

/// The retrieval of one text as an example in a report.
///
/// @param caption the query
/// @param image the correct image
/// @param rank rank of the correct image, from 1
/// @param candidates number of candidate images
/// @param top the top retrieved images, best first
public record ExampleRetrieval(String caption, RgbImage image, long rank, long candidates, List<Found> top) {

    public ExampleRetrieval {
        top = List.copyOf(top);
    }

    /// A retrieved image.
    ///
    /// @param cosine similarity to the text
    /// @param right whether it is the correct image
    public record Found(RgbImage image, double cosine, boolean right) {}
}
