package dev.diptych.evaluate.page;

import dev.diptych.image.RgbImage;
import java.util.List;

/// One text's retrieval, to be shown in a report.
///
/// @param caption the text that was searched with
/// @param image the image that it belongs to
/// @param rank where that image was found, from 1
/// @param candidates how many images there were
/// @param top the first images found, best first
public record ExampleRetrieval(String caption, RgbImage image, long rank, long candidates, List<Found> top) {

    public ExampleRetrieval {
        top = List.copyOf(top);
    }

    /// An image that was found.
    ///
    /// @param cosine its similarity to the text
    /// @param right whether the text belongs to it
    public record Found(RgbImage image, double cosine, boolean right) {}
}
