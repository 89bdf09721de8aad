package dev.diptych.image.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.testing.GoldenTensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenImagesTest {

    static List<String> files() {
        return GoldenImages.FILES;
    }

    static List<String> processedFiles() {
        return GoldenImages.FILES.stream()
                .filter(file -> !file.equals(GoldenImages.ONE_PIXEL))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void decodedBytesArePillows(String file) throws UnreadableImageException {
        RgbImage expected = GoldenImages.image(GoldenImages.tensors(file), "decoded_rgb");
        RgbImage actual = ImageDecoder.decode(GoldenImages.bytes(file), file);
        assertEquals("", GoldenImages.difference(expected, actual));
    }

    @ParameterizedTest
    @MethodSource("processedFiles")
    void resizedAndCroppedBytesAreHuggingFaces(String file) throws UnreadableImageException {
        GoldenTensors golden = GoldenImages.tensors(file);
        RgbImage decoded = ImageDecoder.decode(GoldenImages.bytes(file), file);
        for (int size : new int[] {64, 224}) {
            ImageProcessor processor = ImageProcessor.clip(size);
            RgbImage resized = processor.resize(decoded);
            if (golden.has("hf" + size + "/resized_u8")) {
                RgbImage expected = GoldenImages.image(golden, "hf" + size + "/resized_u8");
                assertEquals("", GoldenImages.difference(expected, resized));
            }
            RgbImage expected = GoldenImages.image(golden, "hf" + size + "/cropped_u8");
            assertEquals("", GoldenImages.difference(expected, processor.crop(resized)));
            assertEquals("", GoldenImages.difference(expected, processor.resizeAndCrop(decoded)));
        }
    }

    @ParameterizedTest
    @MethodSource("processedFiles")
    void pixelValuesAreHuggingFacesWithinAMillionth(String file) throws UnreadableImageException {
        float[] expected = GoldenImages.tensors(file).floats("hf64/pixel_values");
        assertEquals(0, distance(expected, file), 1e-6);
    }

    /// Hugging Face's processor fails on one_1x1.png, because it cannot determine the channel axis of an array of
    /// shape 1 x 1 x 3. The image is valid and the axes are known here, so it is processed. The expected values
    /// are those of open_clip, which performs the same steps.
    @Test
    void anImageOfOnePixelIsProcessedAlthoughHuggingFaceFailsOnIt() throws UnreadableImageException {
        GoldenTensors golden = GoldenImages.tensors(GoldenImages.ONE_PIXEL);
        RgbImage decoded = ImageDecoder.decode(GoldenImages.bytes(GoldenImages.ONE_PIXEL), GoldenImages.ONE_PIXEL);
        RgbImage cropped = ImageProcessor.clip(64).resizeAndCrop(decoded);
        RgbImage expected = GoldenImages.image(golden, "openclip64/cropped_u8");
        assertEquals("", GoldenImages.difference(expected, cropped));
        assertEquals(0, distance(golden.floats("openclip64/pixel_values"), GoldenImages.ONE_PIXEL), 1e-6);
    }

    private static double distance(float[] expected, String file) throws UnreadableImageException {
        ImageProcessor processor = ImageProcessor.clip(64);
        FloatBuffer actual = ByteBuffer.allocateDirect(Float.BYTES * expected.length)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        processor.normalise(processor.resizeAndCrop(ImageDecoder.decode(GoldenImages.bytes(file), file)), actual);
        assertEquals(0, actual.remaining());
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i] - actual.get(i)));
        }
        return largest;
    }
}
