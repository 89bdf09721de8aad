package dev.diptych.data.survey;

import dev.diptych.base.internal.AtomicFile;
import dev.diptych.image.RgbImage;
import dev.diptych.image.resample.PillowResize;
import dev.diptych.image.resample.Resampling;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/// Thumbnails on one page, evenly distributed over the data set, row by row; unreadable images are light grey.
///
/// Thread-safe.
public final class ContactSheet {

    private static final int COLUMNS = 12;
    private static final int MOST = 96;
    private static final int CELL = 112;
    private static final int GAP = 8;
    private static final int PAPER = 0xFFFFFF;
    private static final int EMPTY = 0xE0E0E0;

    private final BufferedImage page;
    private final int cells;

    /// @param images number of images that will be read
    public ContactSheet(int images) {
        this.cells = Math.min(MOST, images);
        int columns = Math.min(COLUMNS, Math.max(1, cells));
        int rows = Math.max(1, Math.ceilDiv(cells, COLUMNS));
        this.page =
                new BufferedImage(GAP + columns * (CELL + GAP), GAP + rows * (CELL + GAP), BufferedImage.TYPE_INT_RGB);
        fill(0, 0, page.getWidth(), page.getHeight(), PAPER);
        for (int cell = 0; cell < cells; cell++) {
            fill(left(cell), top(cell), CELL, CELL, EMPTY);
        }
    }

    /// Shows the image at `place` of `places`, if it is one of the selected images.
    void offer(int place, int places, RgbImage image) {
        int cell = (int) (((long) place * cells + places - 1) / places); // the first cell that is not before it
        if (cell >= cells || (long) cell * places / cells != place) {
            return;
        }
        double scale = Math.min(1, CELL / (double) Math.max(image.width(), image.height()));
        int width = Math.max(1, (int) Math.round(image.width() * scale));
        int height = Math.max(1, (int) Math.round(image.height() * scale));
        RgbImage small = PillowResize.resize(image, width, height, Resampling.BICUBIC);
        synchronized (page) {
            fill(left(cell), top(cell), CELL, CELL, PAPER);
            draw(small, left(cell) + (CELL - width) / 2, top(cell) + (CELL - height) / 2);
        }
    }

    /// Writes the page as a PNG file.
    ///
    /// @throws java.io.UncheckedIOException if it cannot be written
    public void write(Path file) {
        AtomicFile.write(file, out -> ImageIO.write(page, "png", out));
    }

    private void draw(RgbImage image, int left, int top) {
        byte[] pixels = image.pixels();
        for (int y = 0, at = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++, at += 3) {
                int rgb = (pixels[at] & 0xFF) << 16 | (pixels[at + 1] & 0xFF) << 8 | pixels[at + 2] & 0xFF;
                page.setRGB(left + x, top + y, rgb);
            }
        }
    }

    private void fill(int left, int top, int width, int height, int rgb) {
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                page.setRGB(x, y, rgb);
            }
        }
    }

    private static int left(int cell) {
        return GAP + cell % COLUMNS * (CELL + GAP);
    }

    private static int top(int cell) {
        return GAP + cell / COLUMNS * (CELL + GAP);
    }
}
