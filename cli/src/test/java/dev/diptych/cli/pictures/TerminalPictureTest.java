package dev.diptych.cli.pictures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.image.RgbImage;
import dev.diptych.image.decode.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalPictureTest {

    private static final Pattern KITTY = Pattern.compile("\u001b_G([^;]*);([A-Za-z0-9+/=]*)\u001b\\\\");

    @TempDir
    private Path folder;

    @Test
    void kittyReceivesThePictureAsPngInPieces() throws Exception {
        RgbImage image = noise(100, 80); // incompressible: several pieces
        Matcher pieces = KITTY.matcher(TerminalPicture.sequence(PictureProtocol.KITTY, image));
        StringBuilder base64 = new StringBuilder();
        List<Map<String, String>> keys = new ArrayList<>();
        int end = 0;
        while (pieces.find()) {
            assertEquals(end, pieces.start());
            end = pieces.end();
            assertTrue(pieces.group(2).length() <= 4096);
            keys.add(keys(pieces.group(1)));
            base64.append(pieces.group(2));
        }
        assertTrue(keys.size() > 1);
        assertEquals("T", keys.getFirst().get("a"));
        assertEquals("100", keys.getFirst().get("f"));
        assertEquals(Integer.toString(TerminalPicture.COLUMNS), keys.getFirst().get("c"));
        for (int i = 0; i < keys.size(); i++) {
            assertEquals(i + 1 < keys.size() ? "1" : "0", keys.get(i).get("m"));
        }
        assertSame(image, decoded(base64.toString()));
    }

    @Test
    void largePicturesAreScaledToTheFieldWithTheirAspect() throws Exception {
        Matcher piece = KITTY.matcher(TerminalPicture.sequence(PictureProtocol.KITTY, plain(300, 600, 9, 8, 7)));
        assertTrue(piece.matches());
        assertEquals(
                Integer.toString(TerminalPicture.ROWS), keys(piece.group(1)).get("r"));
        RgbImage small = decoded(piece.group(2));
        assertEquals(64, small.width());
        assertEquals(128, small.height());
    }

    @Test
    void iterm2ReceivesThePictureInline() throws Exception {
        RgbImage image = noise(40, 30);
        Matcher parts = Pattern.compile("\u001b]1337;File=([^:]*):([A-Za-z0-9+/=]*)\u0007")
                .matcher(TerminalPicture.sequence(PictureProtocol.ITERM2, image));
        assertTrue(parts.matches());
        Map<String, String> keys = keys(parts.group(1).replace(';', ','));
        assertEquals("1", keys.get("inline"));
        byte[] png = Base64.getDecoder().decode(parts.group(2));
        assertEquals(png.length, Integer.parseInt(keys.getOrDefault("size", "")));
        assertSame(image, decoded(parts.group(2)));
    }

    @Test
    void sixelsOfTheColoursOfTheCubeAreExact() {
        RgbImage image = plain(20, 13, 51, 255, 0);
        byte[] pixels = image.pixels();
        for (int i = 0; i < 10 * 3; i += 3) { // ten pixels of the first row are red
            pixels[i] = (byte) 255;
            pixels[i + 1] = 0;
        }
        assertSame(image, SixelReader.read(TerminalPicture.sequence(PictureProtocol.SIXEL, image)));
    }

    // 128 is 2.51 levels of 51: half of the pixels are 102, half 153.
    @Test
    void sixelsOfOtherColoursHaveTheRightMean() {
        RgbImage shown =
                SixelReader.read(TerminalPicture.sequence(PictureProtocol.SIXEL, plain(60, 60, 128, 128, 128)));
        double sum = 0;
        for (byte value : shown.pixels()) {
            sum += value & 0xff;
        }
        assertEquals(128, sum / shown.pixels().length, 2);
    }

    @Test
    void textStandsNextToThePictureAndTheCursorEndsBelow() {
        String all = TerminalPicture.nextTo(PictureProtocol.ITERM2, plain(8, 8, 0, 0, 0), List.of("first", "second"));
        assertTrue(all.startsWith("\n\n\n\n\u001b[4A\u001b7\u001b]1337;"));
        String lines = all.substring(all.indexOf("\u001b8") + 2);
        assertEquals("\u001b[9Cfirst\n\u001b[9Csecond\n\u001b[9C\n\u001b[9C\n", lines);
    }

    @Test
    void theEnvironmentTellsTheProtocol() {
        assertEquals(Optional.of(PictureProtocol.KITTY), of("TERM", "xterm-kitty"));
        assertEquals(Optional.of(PictureProtocol.KITTY), of("TERM", "xterm-256color", "KITTY_WINDOW_ID", "3"));
        assertEquals(Optional.of(PictureProtocol.ITERM2), of("TERM_PROGRAM", "iTerm.app"));
        assertEquals(Optional.of(PictureProtocol.ITERM2), of("TERM_PROGRAM", "WezTerm"));
        assertEquals(Optional.of(PictureProtocol.SIXEL), of("TERM", "foot"));
        assertEquals(Optional.empty(), of("TERM", "xterm-256color"));
        assertEquals(Optional.empty(), of());
        assertEquals(Optional.empty(), of("TERM", "tmux-256color", "KITTY_WINDOW_ID", "3"));
        assertEquals(Optional.empty(), of("TERM", "xterm-kitty", "TMUX", "/tmp/tmux"));
    }

    @Test
    void automaticPicturesNeedATerminal() {
        Map<String, String> kitty = Map.of("TERM", "xterm-kitty");
        assertEquals(Optional.of(PictureProtocol.KITTY), PictureOption.protocol("auto", true, kitty));
        assertEquals(Optional.empty(), PictureOption.protocol("auto", false, kitty));
        assertEquals(Optional.empty(), PictureOption.protocol("never", true, kitty));
        assertEquals(Optional.of(PictureProtocol.SIXEL), PictureOption.protocol("sixel", false, Map.of()));
        var unknown = assertThrows(InvalidInputException.class, () -> PictureOption.protocol("gif", true, Map.of()));
        assertEquals("--pictures gif is unknown; expected auto, never, kitty, iterm2, sixel", unknown.getMessage());
    }

    private static Optional<PictureProtocol> of(String... namesAndValues) {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return PictureProtocol.of(environment);
    }

    private static Map<String, String> keys(String list) {
        Map<String, String> keys = new HashMap<>();
        for (String each : list.split(",", -1)) {
            int equals = each.indexOf('=');
            keys.put(each.substring(0, equals), each.substring(equals + 1));
        }
        return keys;
    }

    private RgbImage decoded(String base64) throws Exception {
        Path file = folder.resolve("picture.png");
        write(file, Base64.getDecoder().decode(base64));
        return ImageDecoder.decode(file);
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
    }

    private static void assertSame(RgbImage expected, RgbImage actual) {
        assertEquals(expected.width(), actual.width());
        assertEquals(expected.height(), actual.height());
        assertArrayEquals(expected.pixels(), actual.pixels());
    }

    private static RgbImage noise(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        new Random(1).nextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }

    private static RgbImage plain(int width, int height, int red, int green, int blue) {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.length; i += 3) {
            pixels[i] = (byte) red;
            pixels[i + 1] = (byte) green;
            pixels[i + 2] = (byte) blue;
        }
        return new RgbImage(width, height, pixels);
    }
}
