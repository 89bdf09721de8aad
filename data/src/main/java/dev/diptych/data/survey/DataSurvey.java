package dev.diptych.data.survey;

import dev.diptych.base.ProgressListener;
import dev.diptych.data.format.DataSet;
import dev.diptych.data.format.SkippedRow;
import dev.diptych.image.quality.QualityThresholds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Survey of a data set.
///
/// @param format name of its format
/// @param swappedCaptions number of hard negative captions
/// @param coverage how much of the captions a model reads; null if no model was given
/// @param warnings properties that are seldom intended; see [DataWarnings]
/// @param leftOut rows without a caption or an image
/// @param digest SHA-256 of names and texts: equal for equal data sets
public record DataSurvey(
        String format,
        ImageSurvey images,
        CaptionSurvey captions,
        int swappedCaptions,
        @Nullable CaptionCoverage coverage,
        List<String> warnings,
        List<SkippedRow> leftOut,
        String digest) {

    /// A survey with the default thresholds of image quality.
    public static DataSurvey of(
            DataSet data, int limit, int threads, @Nullable ContactSheet sheet, ProgressListener watch) {
        return of(data, limit, threads, sheet, QualityThresholds.defaults(), watch);
    }

    /// Surveys all captions, and reads at most `limit` images, evenly distributed.
    ///
    /// @param threads number of threads that read images
    /// @param sheet page on which some of them are shown
    /// @param thresholds of the issues of image quality
    /// @param watch called before each image
    public static DataSurvey of(
            DataSet data,
            int limit,
            int threads,
            @Nullable ContactSheet sheet,
            QualityThresholds thresholds,
            ProgressListener watch) {
        return new DataSurvey(
                data.format(),
                ImageSurvey.of(data.pairs(), limit, threads, sheet, thresholds, watch),
                CaptionSurvey.of(data.pairs()),
                data.pairs().swapped().size(),
                null,
                DataWarnings.of("data", data.pairs()),
                data.leftOut(),
                data.pairs().digest());
    }

    /// This survey with the captions as a model reads them.
    public DataSurvey with(CaptionCoverage captionsOfModel) {
        return new DataSurvey(format, images, captions, swappedCaptions, captionsOfModel, warnings, leftOut, digest);
    }
}
