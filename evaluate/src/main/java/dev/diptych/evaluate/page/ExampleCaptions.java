package dev.diptych.evaluate.page;

import dev.diptych.image.RgbImage;
import java.util.List;

/// The captions that were retrieved for an image as an example in a report.
///
/// @param name name of the image
/// @param candidates number of candidate captions
/// @param found the top captions, best first
public record ExampleCaptions(String name, RgbImage image, long candidates, List<Found> found) {

    public ExampleCaptions {
        found = List.copyOf(found);
    }

    /// A retrieved caption.
    ///
    /// @param cosine similarity to the image
    /// @param correct whether it is a caption of the image
    public record Found(String caption, double cosine, boolean correct) {}
}
