package dev.diptych.image.resample;

import dev.diptych.image.RgbImage;
import dev.diptych.image.Window;
import org.jspecify.annotations.Nullable;

/// Pillow's `Image.resize` for 8-bit RGB, bit for bit: first horizontally, then vertically, with integer weights,
/// rounded and clipped to 8 bits in between; when reducing, the filter widens with the scale.
///
/// Thread-safe; each thread keeps its own weights and rows.
public final class PillowResize {

    private static final ThreadLocal<ResampleScratch> SCRATCH = ThreadLocal.withInitial(ResampleScratch::new);

    private PillowResize() {}

    /// Returns `source` at the size `width` x `height`.
    public static RgbImage resize(RgbImage source, int width, int height, Resampling filter) {
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(3, width), height)];
        Window all = new Window(0, 0, source.width(), source.height());
        resize(source, all, width, height, filter, new Window(0, 0, width, height), pixels, 0, 3 * width);
        return new RgbImage(width, height, pixels);
    }

    /// Resizes `region` of `source`, as if that were a whole image, to `width` x `height`, and computes only
    /// `part` of the result, into `target` from `out` on, rows `stride` bytes apart.
    public static void resize(
            RgbImage source,
            Window region,
            int width,
            int height,
            Resampling filter,
            Window part,
            byte[] target,
            int out,
            int stride) {
        if (filter == Resampling.NEAREST && (width != region.width() || height != region.height())) {
            nearest(source, region, width, height, part, target, out, stride);
            return;
        }
        ResampleScratch scratch = SCRATCH.get();
        int top = part.top();
        int count = part.height();
        @Nullable ResampleWeights down = null;
        if (height != region.height()) {
            down = scratch.weights(region.height(), height, filter, part.top(), part.height());
            top = down.from();
            count = down.to() - top;
        }
        int[][] rows = scratch.rows(count, part.width());
        int sourceStride = 3 * source.width();
        int start = (region.top() + top) * sourceStride + 3 * region.left();
        if (width == region.width()) {
            int left = start + 3 * part.left();
            PackedRows.read(source.pixels(), left, sourceStride, count, part.width(), rows);
        } else {
            ResampleWeights across = scratch.weights(region.width(), width, filter, part.left(), part.width());
            int[][] columns = scratch.columns(3 * (across.to() - across.from()), HorizontalPass.STRIP);
            new HorizontalPass(across, columns).run(source.pixels(), start, sourceStride, count, rows);
        }
        if (down != null) {
            int[][] planes = scratch.planes(3 * count, part.width());
            new VerticalPass(down, part.width(), planes).run(rows, target, out, stride);
            return;
        }
        for (int y = 0; y < count; y++) {
            PackedRows.write(rows[y], part.width(), target, out + y * stride);
        }
    }

    // Pillow advances from pixel to pixel by addition, which determines the rounding.
    private static void nearest(
            RgbImage source, Window region, int width, int height, Window part, byte[] target, int out, int stride) {
        int[] columns = nearest(region.width(), width, part.left(), part.width());
        int[] rows = nearest(region.height(), height, part.top(), part.height());
        for (int y = 0; y < rows.length; y++) {
            int row = 3 * ((region.top() + rows[y]) * source.width() + region.left());
            for (int x = 0; x < columns.length; x++) {
                System.arraycopy(source.pixels(), row + 3 * columns[x], target, out + y * stride + 3 * x, 3);
            }
        }
    }

    private static int[] nearest(int input, int output, int start, int size) {
        int[] positions = new int[size];
        double step = (double) input / output;
        double position = step * 0.5;
        for (int i = 0; i < start + size; i++) {
            if (i >= start) {
                positions[i - start] = Math.min((int) position, input - 1);
            }
            position += step;
        }
        return positions;
    }
}
