package dev.diptych.report.progress;

import java.util.Locale;

/// Progress of a file download.
///
/// @param received bytes received so far
/// @param size size of the file in bytes; -1 while unknown
/// @param bytesPerSecond current speed; NaN while unknown
public record TransferProgress(String file, long received, long size, double bytesPerSecond)
        implements ProgressSnapshot {

    private static final double MEGABYTE = 1e6;

    @Override
    public String stage() {
        return file;
    }

    @Override
    public double share() {
        return size <= 0 ? 0 : Math.clamp((double) received / size, 0, 1);
    }

    /// `12.3 of 605.2 MB`
    @Override
    public String count() {
        return size < 0
                ? String.format(Locale.ROOT, "%.1f MB", received / MEGABYTE)
                : String.format(Locale.ROOT, "%.1f of %.1f MB", received / MEGABYTE, size / MEGABYTE);
    }

    /// `11.8 MB/s 0:50 left`
    @Override
    public String details() {
        if (!Double.isFinite(bytesPerSecond)) {
            return "";
        }
        String speed = String.format(Locale.ROOT, "%.1f MB/s", bytesPerSecond / MEGABYTE);
        return size > received && bytesPerSecond > 0
                ? speed + "  " + TrainingProgress.clock(Math.round((size - received) / bytesPerSecond)) + " left"
                : speed;
    }
}
