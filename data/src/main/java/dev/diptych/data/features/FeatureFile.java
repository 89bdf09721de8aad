package dev.diptych.data.features;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.IntStream;

/// Complete feature file, mapped into memory. Thread-safe for reading.
public final class FeatureFile {

    private final FeatureLayout layout;
    private final long[] offsets;
    private final MemorySegment file;

    private FeatureFile(FeatureLayout layout, long[] offsets, MemorySegment file) {
        this.layout = layout;
        this.offsets = offsets;
        this.file = file;
    }

    /// Opens a file and verifies all rows.
    ///
    /// @return empty if it is not a complete file of this layout: damaged, truncated or of another layout
    /// @throws IOException if it cannot be read at all
    public static Optional<FeatureFile> open(Path path, FeatureLayout layout) throws IOException {
        long[] offsets = layout.offsets();
        MemorySegment file = map(path);
        FeatureFile opened = new FeatureFile(layout, offsets, file);
        boolean whole = file.byteSize() == offsets[layout.rows()]
                && isOf(file, layout)
                && IntStream.range(0, layout.rows()).parallel().allMatch(opened::isWhole);
        return whole ? Optional.of(opened) : Optional.empty();
    }

    /// Number of consecutive intact rows, starting at the first, in a file that may be incomplete.
    static int wholeRows(Path path, FeatureLayout layout) throws IOException {
        FeatureFile opened = new FeatureFile(layout, layout.offsets(), map(path));
        if (!isOf(opened.file, layout)) {
            return 0;
        }
        int rows = 0;
        while (rows < layout.rows() && opened.isWhole(rows)) {
            rows++;
        }
        return rows;
    }

    public FeatureLayout layout() {
        return layout;
    }

    /// False if the row's input could not be read when the file was created.
    public boolean isPresent(int row) {
        return FeatureRow.status(file, offsets[row], offsets[row + 1] - offsets[row]) == FeatureRow.PRESENT;
    }

    /// Copies a row's values to `target`, at its position, which does not change.
    public void read(int row, FloatBuffer target) {
        FeatureRow.decode(layout, file, offsets[row], layout.size(row), target);
    }

    private boolean isWhole(int row) {
        return FeatureRow.isWhole(file, offsets[row], offsets[row + 1] - offsets[row]);
    }

    private static boolean isOf(MemorySegment file, FeatureLayout layout) {
        int length = FeatureLayout.HEADER_BYTES;
        MemorySegment header = MemorySegment.ofBuffer(FeatureHeader.of(layout));
        return file.byteSize() >= length && MemorySegment.mismatch(file, 0, length, header, 0, length) == -1;
    }

    // Unmapped when it is no longer referenced: a batch in progress may outlive the run that requested it.
    private static MemorySegment map(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
        }
    }
}
