package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Pairs;
import java.util.List;

/// Data set that has been read.
///
/// @param format name of its format
/// @param leftOut rows that are invalid or have no caption or image, which are not among the pairs
public record DataSet(String format, Pairs pairs, List<SkippedRow> leftOut) {

    /// Checks that at most this share, 0 to 1, of the rows was skipped.
    ///
    /// @throws InvalidInputException if more were skipped; names the first
    public void requireWhole(double permittedShare) {
        int rows = pairs.captions().size() + leftOut.size();
        if (leftOut.size() > permittedShare * rows) {
            throw new InvalidInputException(
                    "%d of %d rows cannot be used, more than the permitted share of %s; the first is %s: %s"
                            .formatted(
                                    leftOut.size(),
                                    rows,
                                    permittedShare,
                                    leftOut.getFirst().place(),
                                    leftOut.getFirst().reason()));
        }
    }
}
