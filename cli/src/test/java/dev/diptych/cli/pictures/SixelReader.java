package dev.diptych.cli.pictures;

import dev.diptych.image.RgbImage;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Draws sixel graphics as a terminal does. A pixel that no colour sets is an error.
final class SixelReader {

    private static final Pattern FRAME =
            Pattern.compile("\u001bP[0-9;]*q\"1;1;([0-9]+);([0-9]+)(.*)\u001b\\\\", Pattern.DOTALL);
    private static final Pattern PART =
            Pattern.compile("#([0-9]+);2;([0-9]+);([0-9]+);([0-9]+)|#([0-9]+)|!([0-9]+)([?-~])|([?-~])|(\\$)|(-)");

    private SixelReader() {}

    static RgbImage read(String sequence) {
        Matcher frame = FRAME.matcher(sequence);
        if (!frame.matches()) {
            throw new IllegalArgumentException("no sixel graphics");
        }
        int width = Integer.parseInt(frame.group(1));
        int height = Integer.parseInt(frame.group(2));
        byte[] pixels = new byte[3 * width * height];
        boolean[] set = new boolean[width * height];
        Map<Integer, int[]> palette = new HashMap<>();
        Matcher part = PART.matcher(frame.group(3));
        int[] colour = {0, 0, 0};
        int x = 0;
        int top = 0;
        int end = 0;
        while (part.find()) {
            if (part.start() != end) {
                throw new IllegalArgumentException(
                        "unexpected " + frame.group(3).substring(end, part.start()));
            }
            end = part.end();
            if (part.group(1) != null) {
                palette.put(
                        Integer.parseInt(part.group(1)),
                        new int[] {percent(part.group(2)), percent(part.group(3)), percent(part.group(4))});
            } else if (part.group(5) != null) {
                colour = palette.getOrDefault(Integer.parseInt(part.group(5)), colour);
            } else if (part.group(9) != null) {
                x = 0;
            } else if (part.group(10) != null) {
                x = 0;
                top += 6;
            } else {
                int count = part.group(6) == null ? 1 : Integer.parseInt(part.group(6));
                int bits = (part.group(6) == null ? part.group(8) : part.group(7)).charAt(0) - '?';
                for (int i = 0; i < count; i++, x++) {
                    for (int bit = 0; bit < 6; bit++) {
                        if ((bits >> bit & 1) == 1) {
                            int at = (top + bit) * width + x;
                            set[at] = true;
                            for (int channel = 0; channel < 3; channel++) {
                                pixels[3 * at + channel] = (byte) colour[channel];
                            }
                        }
                    }
                }
            }
        }
        for (boolean each : set) {
            if (!each) {
                throw new IllegalArgumentException("a pixel has no colour");
            }
        }
        return new RgbImage(width, height, pixels);
    }

    private static int percent(String text) {
        return Math.round(Integer.parseInt(text) * 255 / 100f);
    }
}
