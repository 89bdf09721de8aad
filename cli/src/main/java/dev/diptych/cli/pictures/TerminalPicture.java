package dev.diptych.cli.pictures;

import dev.diptych.image.RgbImage;
import dev.diptych.image.resample.PillowResize;
import dev.diptych.image.resample.Resampling;
import dev.diptych.report.html.Thumbnail;
import java.util.Base64;
import java.util.List;

/// A small picture as control sequences of a terminal, in a field of [#ROWS] rows and [#COLUMNS]
/// columns.
public final class TerminalPicture {

    /// Rows of text that a picture occupies.
    public static final int ROWS = 4;

    /// Columns of text that a picture occupies: cells are about twice as high as wide.
    public static final int COLUMNS = 2 * ROWS;

    /// The longest side of a picture in pixels; larger images are reduced, and terminals scale to
    /// the field.
    public static final int PIXELS = 128;

    // Sixels are not scaled: four rows of 15 pixels, the height of small fonts.
    private static final int SIXEL_PIXELS = 60;

    private static final int CHUNK = 4096; // the largest piece of kitty's protocol
    private static final String ESCAPE = "\u001b";
    private static final String END = ESCAPE + "\\";

    private TerminalPicture() {}

    /// The picture at the left of lines of text. Ends below the field, whatever the terminal does
    /// with the cursor while it draws.
    ///
    /// @param lines at most [#ROWS]
    public static String nextTo(PictureProtocol protocol, RgbImage image, List<String> lines) {
        StringBuilder text = new StringBuilder();
        text.append("\n".repeat(ROWS)).append(ESCAPE).append('[').append(ROWS).append('A'); // scrolls if necessary
        text.append(ESCAPE).append('7');
        text.append(sequence(protocol, image));
        text.append(ESCAPE).append('8');
        for (int row = 0; row < ROWS; row++) {
            text.append(ESCAPE).append('[').append(COLUMNS + 1).append('C');
            text.append(row < lines.size() ? lines.get(row) : "").append('\n');
        }
        return text.toString();
    }

    /// The picture alone.
    public static String sequence(PictureProtocol protocol, RgbImage image) {
        return switch (protocol) {
            case KITTY -> kitty(fitting(image, PIXELS));
            case ITERM2 -> iterm2(fitting(image, PIXELS));
            case SIXEL -> Sixels.of(fitting(image, SIXEL_PIXELS));
        };
    }

    // a=T transmits and shows, f=100 is PNG, C=1 leaves the cursor, q=2 wants no answer; the
    // larger side fills the field.
    private static String kitty(RgbImage image) {
        String field = image.width() > image.height() ? "c=" + COLUMNS : "r=" + ROWS;
        String base64 = base64(image);
        StringBuilder text = new StringBuilder();
        for (int from = 0; from < base64.length(); from += CHUNK) {
            int to = Math.min(from + CHUNK, base64.length());
            text.append(ESCAPE).append("_G");
            if (from == 0) {
                text.append("a=T,f=100,C=1,q=2,").append(field).append(',');
            }
            text.append("m=").append(to < base64.length() ? 1 : 0).append(';');
            text.append(base64, from, to).append(END);
        }
        return text.toString();
    }

    private static String iterm2(RgbImage image) {
        byte[] png = Thumbnail.encode(image, "png");
        return ESCAPE
                + "]1337;File=inline=1;size=%d;width=%d;height=%d;preserveAspectRatio=1:"
                        .formatted(png.length, COLUMNS, ROWS)
                + Base64.getEncoder().encodeToString(png)
                + "\u0007";
    }

    private static RgbImage fitting(RgbImage image, int side) {
        int longest = Math.max(image.width(), image.height());
        if (longest <= side) {
            return image;
        }
        return PillowResize.resize(
                image,
                Math.max(1, image.width() * side / longest),
                Math.max(1, image.height() * side / longest),
                Resampling.BICUBIC);
    }

    private static String base64(RgbImage image) {
        return Base64.getEncoder().encodeToString(Thumbnail.encode(image, "png"));
    }
}
