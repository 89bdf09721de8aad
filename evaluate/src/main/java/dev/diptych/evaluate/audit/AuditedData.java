package dev.diptych.evaluate.audit;

import dev.diptych.data.Pairs;
import dev.diptych.evaluate.audit.vectors.AuditVectors;
import dev.diptych.model.Calibration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an audit reads of a data set. Names, captions and statistics of images are in memory;
/// pixels and vectors are where an implementation has them.
public interface AuditedData {

    /// Another data set that should not share images with this one.
    ///
    /// @param images the statistics of its images, in their order
    record Others(Pairs pairs, List<ImageStatistics> images) {

        public Others {
            images = List.copyOf(images);
        }
    }

    /// The names and the captions. The audit does not read the pixels of these images.
    Pairs pairs();

    /// The statistics of the images, in their order.
    List<ImageStatistics> images();

    /// Encodes the data.
    ///
    /// @param scored the readable images and the texts that are scored
    /// @param readable numbers of these images in [#pairs], ascending
    /// @param texts numbers of these texts in [#pairs], ascending
    AuditVectors vectors(Pairs scored, int[] readable, int[] texts);

    /// The side of the model's input in pixels.
    int inputSize();

    /// The calibration of the model; null if it has none.
    @Nullable
    Calibration calibration();

    /// The other data set; null for none.
    @Nullable
    Others others();
}
