package dev.diptych.image.process;

/// Rule for the size of a resized image: the `size` of a `preprocessor_config.json`.
public sealed interface ResizeRule {

    /// Returns the width of a resized image of `width` x `height`.
    int width(int width, int height);

    /// Returns the height of a resized image of `width` x `height`.
    int height(int width, int height);

    /// Exactly this size, regardless of the aspect ratio.
    record Exact(int height, int width) implements ResizeRule {
        @Override
        public int width(int oldWidth, int oldHeight) {
            return width;
        }

        @Override
        public int height(int oldWidth, int oldHeight) {
            return height;
        }
    }

    /// The shorter side gets `edge` pixels and the longer one follows, cut to an integer; where it would exceed
    /// `longestEdge` (0: no limit) both are scaled to that limit (Hugging Face's `get_size_with_aspect_ratio`).
    record ShortestEdge(int edge, int longestEdge) implements ResizeRule {
        @Override
        public int width(int width, int height) {
            return width <= height ? shorter(width, height) : longer(height, width);
        }

        @Override
        public int height(int width, int height) {
            return width <= height ? longer(width, height) : shorter(height, width);
        }

        private int unlimited(int shortSide, int longSide) {
            // A cast saturates, which only a strip a million times as long as wide can reach.
            return (int) ((double) ((long) edge * longSide) / shortSide);
        }

        private boolean isLimited(int shortSide, int longSide) {
            return longestEdge > 0 && (double) longSide / shortSide * edge > longestEdge;
        }

        // The shorter side at the limit, before it is rounded.
        private double limited(int shortSide, int longSide) {
            return (double) ((long) longestEdge * shortSide) / longSide;
        }

        private int longer(int shortSide, int longSide) {
            if (!isLimited(shortSide, longSide)) {
                return unlimited(shortSide, longSide);
            }
            double raw = limited(shortSide, longSide);
            return Math.rint(raw) == shortSide ? longSide : (int) (raw * longSide / shortSide);
        }

        private int shorter(int shortSide, int longSide) {
            return isLimited(shortSide, longSide) ? Math.max(1, (int) Math.rint(limited(shortSide, longSide))) : edge;
        }
    }
}
