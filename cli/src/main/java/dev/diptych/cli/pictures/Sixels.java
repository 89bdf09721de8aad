package dev.diptych.cli.pictures;

import dev.diptych.image.RgbImage;
import java.util.BitSet;

/// Sixel graphics: bands of six rows, one pass for each colour of a band. Colours are those of a
/// cube of 6 × 6 × 6, between which neighbouring pixels alternate (ordered dithering with a 4 × 4
/// Bayer matrix).
final class Sixels {

    private static final int LEVELS = 6;
    private static final int BAND = 6;
    private static final int SHORTEST_RUN = 4; // from which a count is shorter than repetition
    private static final int[][] BAYER = {{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}};

    private Sixels() {}

    static String of(RgbImage image) {
        int width = image.width();
        int height = image.height();
        int[] colours = colours(image); // [height * width]
        StringBuilder text = new StringBuilder("\u001bP0;1;0q\"1;1;%d;%d".formatted(width, height));
        BitSet used = new BitSet();
        for (int colour : colours) {
            used.set(colour);
        }
        used.stream()
                .forEach(colour -> text.append("#%d;2;%d;%d;%d"
                        .formatted(
                                colour,
                                percent(colour / (LEVELS * LEVELS)),
                                percent(colour / LEVELS % LEVELS),
                                percent(colour % LEVELS))));
        for (int top = 0; top < height; top += BAND) {
            band(colours, width, top, Math.min(top + BAND, height), text);
            text.append('-');
        }
        return text.append("\u001b\\").toString();
    }

    private static void band(int[] colours, int width, int top, int bottom, StringBuilder text) {
        BitSet used = new BitSet();
        for (int at = top * width; at < bottom * width; at++) {
            used.set(colours[at]);
        }
        used.stream().forEach(colour -> {
            text.append('#').append(colour);
            char last = 0;
            int run = 0;
            for (int x = 0; x < width; x++) {
                int bits = 0;
                for (int y = top; y < bottom; y++) {
                    if (colours[y * width + x] == colour) {
                        bits |= 1 << (y - top);
                    }
                }
                char sixel = (char) ('?' + bits);
                if (sixel != last) {
                    run(last, run, text);
                    last = sixel;
                    run = 0;
                }
                run++;
            }
            run(last, run, text);
            text.append('$');
        });
    }

    private static void run(char sixel, int count, StringBuilder text) {
        if (count >= SHORTEST_RUN) {
            text.append('!').append(count).append(sixel);
        } else {
            text.repeat(sixel, count);
        }
    }

    private static int[] colours(RgbImage image) {
        byte[] pixels = image.pixels();
        int[] colours = new int[image.width() * image.height()];
        for (int at = 0; at < colours.length; at++) {
            int threshold = BAYER[at / image.width() % 4][at % image.width() % 4];
            int colour = 0;
            for (int channel = 0; channel < 3; channel++) {
                colour = colour * LEVELS + level(pixels[3 * at + channel] & 0xff, threshold);
            }
            colours[at] = colour;
        }
        return colours;
    }

    // The level below, or the one above for a share of the thresholds equal to the distance.
    private static int level(int value, int threshold) {
        double exact = value / 255.0 * (LEVELS - 1);
        int low = (int) exact;
        return exact - low > (threshold + 0.5) / 16 ? low + 1 : low;
    }

    private static int percent(int level) {
        return Math.round(100f * level / (LEVELS - 1));
    }
}
