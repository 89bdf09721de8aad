package dev.diptych.data.survey;

import dev.diptych.base.ProgressListener;
import dev.diptych.data.format.DataSet;
import dev.diptych.data.format.SkippedRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a data set holds.
///
/// @param format the name of its format
/// @param swappedCaptions captions with one that is untrue by one swap
/// @param leftOut rows without a caption or an image
/// @param digest SHA-256 of names and texts: equal for equal data sets
public record DataSurvey(
        String format,
        ImageSurvey images,
        CaptionSurvey captions,
        int swappedCaptions,
        List<SkippedRow> leftOut,
        String digest) {

    /// Looks at all captions, and reads at most `limit` images, evenly spread.
    ///
    /// @param threads that read images
    /// @param sheet where some of them are shown
    /// @param watch told before each image
    public static DataSurvey of(
            DataSet data, int limit, int threads, @Nullable ContactSheet sheet, ProgressListener watch) {
        return new DataSurvey(
                data.format(),
                ImageSurvey.of(data.pairs(), limit, threads, sheet, watch),
                CaptionSurvey.of(data.pairs()),
                data.pairs().swapped().size(),
                data.leftOut(),
                data.pairs().digest());
    }
}
