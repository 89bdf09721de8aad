package dev.diptych.image.decode;

import dev.diptych.image.RgbImage;
import dev.diptych.testing.GoldenTensors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/// Golden image files and their results in Pillow and Hugging Face.
public final class GoldenImages {

    static final String ONE_PIXEL = "one_1x1.png";

    static final List<String> FILES = List.of(
            "cmyk_150x100.jpg",
            "exact_224x224.png",
            "exif6_160x120.jpg",
            "gray_64x48.png",
            "landscape_333x201_q85_420.jpg",
            "lossy_100x80.webp",
            ONE_PIXEL,
            "palette_97x61.png",
            "progressive_199x151.jpg",
            "rgba_121x90.png",
            "tiny_10x7.png",
            "wide_181x33.png");

    private GoldenImages() {}

    static byte[] bytes(String file) {
        try (InputStream in =
                Objects.requireNonNull(GoldenImages.class.getResourceAsStream("/golden/images/files/" + file))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static GoldenTensors tensors(String file) {
        return GoldenTensors.resource("golden/images/" + file + ".safetensors");
    }

    public static RgbImage image(GoldenTensors tensors, String name) {
        long[] shape = tensors.shape(name); // [H, W, 3]
        return new RgbImage((int) shape[1], (int) shape[0], tensors.bytes(name));
    }

    /// Describes the difference of two images; empty if they are equal.
    public static String difference(RgbImage expected, RgbImage actual) {
        if (expected.width() != actual.width() || expected.height() != actual.height()) {
            return expected + " became " + actual;
        }
        int differing = 0;
        int largest = 0;
        for (int i = 0; i < expected.pixels().length; i++) {
            int difference = Math.abs((expected.pixels()[i] & 0xFF) - (actual.pixels()[i] & 0xFF));
            differing += difference == 0 ? 0 : 1;
            largest = Math.max(largest, difference);
        }
        return differing == 0 ? "" : differing + " bytes differ by up to " + largest;
    }
}
