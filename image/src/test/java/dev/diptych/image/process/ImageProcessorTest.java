package dev.diptych.image.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.image.RgbImage;
import dev.diptych.image.resample.PillowResizeTest;
import dev.diptych.image.resample.Resampling;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageProcessorTest {

    @TempDir
    Path directory;

    @Test
    void whatIsLeftOutIsClips() throws IOException {
        assertEquals(ImageProcessor.clip(224), read("{}"));
    }

    @Test
    void anOldFileGivesSizesAsNumbers() throws IOException {
        ImageProcessor processor = read("""
                {"feature_extractor_type": "CLIPFeatureExtractor", "size": 30, "crop_size": 30, "resample": 3,
                 "do_resize": true, "do_center_crop": true, "do_normalize": true}""");
        assertEquals(ImageProcessor.clip(30), processor);
    }

    @Test
    void aNewFileGivesSizesAsObjectsAndItsTypeMayBeFast() throws IOException {
        ImageProcessor processor = read("""
                {"image_processor_type": "CLIPImageProcessorFast", "size": {"shortest_edge": 30, "longest_edge": null},
                 "crop_size": {"height": 30, "width": 30}, "resample": "bicubic", "rescale_factor": 0.00392156862745098,
                 "image_mean": [0.48145466, 0.4578275, 0.40821073], "do_rescale": true, "do_convert_rgb": true,
                 "data_format": "channels_first"}""");
        assertEquals(ImageProcessor.clip(30), processor);
        assertEquals(ImageProcessor.clip(30), read("{\"image_processor\": {\"size\": 30, \"crop_size\": 30}}"));
    }

    @Test
    void aVisionTransformersSizeIsBothSidesWithoutACrop() throws IOException {
        ImageProcessor processor = read("{\"image_processor_type\": \"ViTFeatureExtractor\", \"size\": 32}");
        assertEquals(new ResizeRule.Exact(32, 32), processor.size());
        assertEquals(Resampling.BILINEAR, processor.resampling());
        assertEquals(List.of(0.5, 0.5, 0.5), processor.mean());
        assertFalse(processor.doCentreCrop());
        assertEquals(32, processor.height());
        RgbImage resized = processor.resizeAndCrop(PillowResizeTest.noise(50, 20, 1));
        assertEquals("RgbImage[32 x 32]", resized.toString());

        ImageProcessor siglip = read("""
                {"image_processor_type": "SiglipImageProcessor", "size": {"height": 24, "width": 48}}""");
        assertEquals(Resampling.BICUBIC, siglip.resampling());
        assertEquals(48, siglip.width());
        assertEquals(24, siglip.height());
    }

    @Test
    void anUnknownProcessorMustSayWhatItDoes() throws IOException {
        assertRefused("{\"image_processor_type\": \"NewImageProcessor\", \"size\": 8}", "resample");
        ImageProcessor processor = read("""
                {"image_processor_type": "NewImageProcessor", "size": {"shortest_edge": 8}, "crop_size": 8,
                 "resample": 2, "image_mean": 0.5, "image_std": [0.5, 0.25, 0.125]}""");
        assertTrue(processor.doCentreCrop());
        assertEquals(List.of(0.5, 0.25, 0.125), processor.deviation());
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"size\": ', JSON",
        "'[]', object",
        "'{\"size\": 0}', size",
        "'{\"size\": 2.5}', size",
        "'{\"size\": {\"longest_edge\": 5}}', size",
        "'{\"size\": {\"shortest_edge\": 50, \"longest_edge\": 40}}', size.longest_edge",
        "'{\"crop_size\": {\"height\": -1, \"width\": 3}}', crop_size.height",
        "'{\"resample\": 9}', resample",
        "'{\"resample\": \"sharp\"}', resample",
        "'{\"do_resize\": \"yes\"}', do_resize",
        "'{\"image_mean\": [1, 2]}', image_mean",
        "'{\"image_std\": [1, 0, 1]}', image_std",
        "'{\"rescale_factor\": \"x\"}', rescale_factor",
        "'{\"image_processor_type\": \"Mystery\"}', image_processor_type"
    })
    void nonsenseIsRefusedByFileAndKey(String json, String key) throws IOException {
        assertRefused(json, key);
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = directory.resolve("absent.json");
        var error = assertThrows(InvalidInputException.class, () -> ImageProcessor.read(file));
        assertTrue(String.valueOf(error.getMessage()).startsWith(file.toString()));
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Path file = directory.resolve("written.json");
        for (ImageProcessor processor : List.of(
                ImageProcessor.clip(30),
                read("{\"size\": {\"shortest_edge\": 30, \"longest_edge\": 60}, \"do_rescale\": false}"),
                read("{\"image_processor_type\": \"ViTImageProcessor\"}"))) {
            processor.write(file);
            assertEquals(processor, ImageProcessor.read(file));
        }
    }

    @Test
    void theLongerSideIsCutToAWholeNumberAndCapped() {
        ResizeRule.ShortestEdge plain = new ResizeRule.ShortestEdge(224, 0);
        assertEquals(298, plain.width(640, 480));
        assertEquals(224, plain.height(640, 480));
        assertEquals(371, plain.height(201, 333));
    }

    // Values of get_size_with_aspect_ratio in transformers 5.18.
    @ParameterizedTest
    @CsvSource({
        "201, 333, 224, 300, 181, 300",
        "640, 480, 224, 300, 298, 224",
        "399, 100, 224, 300, 299, 75",
        "301, 60, 224, 300, 301, 60",
        "5000, 3, 224, 300, 300, 1",
        "262, 638, 191, 368, 151, 368",
        "758, 862, 279, 287, 252, 287",
        "477, 861, 135, 302, 135, 243",
        "890, 481, 134, 232, 232, 125",
        "105, 557, 135, 139, 26, 139",
        "633, 633, 235, 268, 235, 235",
        "221, 793, 92, 135, 38, 135"
    })
    void theLongestEdgeLimitsBothSidesAsInHuggingFace(
            int width, int height, int shortest, int longest, int newWidth, int newHeight) {
        ResizeRule rule = new ResizeRule.ShortestEdge(shortest, longest);
        assertEquals(newHeight, rule.height(width, height)); // at least 1, where Hugging Face has 0 and fails
        assertEquals(newWidth, rule.width(width, height));
    }

    @Test
    void aDirectoryMayHoldOneFileForAllProcessors() throws IOException {
        Path newest = Path.of("../testing/src/main/resources/field/processor-v5");
        ImageProcessor processor = ImageProcessor.in(newest);
        assertEquals(List.of(0.5, 0.5, 0.5), processor.mean());
        assertEquals(List.of(0.5, 0.5, 0.5), processor.deviation());
        assertEquals(16, processor.height());
        assertEquals(processor, ImageProcessor.read(newest.resolve("processor_config.json")));
        // The settings that belong together win over a separate file, as in Hugging Face.
        Files.copy(newest.resolve("processor_config.json"), directory.resolve("processor_config.json"));
        ImageProcessor.clip(32).write(directory.resolve("preprocessor_config.json"));
        assertEquals(processor, ImageProcessor.in(directory));
        Files.writeString(directory.resolve("processor_config.json"), "{\"processor_class\": \"CLIPProcessor\"}");
        assertEquals(ImageProcessor.clip(32), ImageProcessor.in(directory));
    }

    @Test
    void aDirectoryWithoutSettingsIsRefusedAndNeverPreparedAsForClip() throws IOException {
        var error = assertThrows(InvalidInputException.class, () -> ImageProcessor.in(directory));
        assertEquals(
                directory + ": how images are prepared is not specified: there is neither preprocessor_config.json nor"
                        + " processor_config.json with \"image_processor\"; copy the file of the model there",
                error.getMessage());
        Path combined = Files.writeString(
                directory.resolve("processor_config.json"), "{\"processor_class\": \"CLIPProcessor\"}");
        assertEquals(
                error.getMessage(),
                assertThrows(InvalidInputException.class, () -> ImageProcessor.in(directory))
                        .getMessage());
        String alone = String.valueOf(assertThrows(InvalidInputException.class, () -> ImageProcessor.read(combined))
                .getMessage());
        assertTrue(alone.contains("has no \"image_processor\""), alone);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"do_pad\": true}', do_pad",
        "'{\"do_pad\": true, \"pad_size\": {\"height\": 300, \"width\": 300}}', do_pad",
        "'{\"do_flip_channel_order\": true}', do_flip_channel_order",
        "'{\"image_processor_type\": \"ViTImageProcessor\", \"do_align_long_axis\": true}', do_align_long_axis",
        "'{\"crop_pct\": 0.875}', crop_pct",
        "'{\"image_processor_type\": \"ConvNextImageProcessor\", \"crop_pct\": 0}', crop_pct",
        "'{\"image_processor_type\": \"ConvNextImageProcessor\", \"size\": {\"height\": 8, \"width\": 8}}', size",
        "'{\"size_divisor\": 32}', size_divisor",
        "'{\"rescale_offset\": true}', rescale_offset"
    })
    void aSettingThatWouldBeIgnoredIsRefused(String json, String key) throws IOException {
        assertRefused(json, ": " + key + ": ");
    }

    @Test
    void settingsWithoutEffectAreRead() throws IOException {
        assertEquals(ImageProcessor.clip(224), read("""
                {"do_pad": false, "pad_size": null, "crop_pct": null, "do_reduce_labels": null, "size_divisor": null,
                 "use_square_size": false}"""));
    }

    @Test
    void convNextsCropIsAResizeToALargerEdge() throws IOException {
        String type = "{\"image_processor_type\": \"ConvNextImageProcessor\", ";
        ImageProcessor processor = read(type + "\"size\": {\"shortest_edge\": 224}, \"crop_pct\": 0.875}");
        assertEquals(new ResizeRule.ShortestEdge(256, 0), processor.size());
        assertTrue(processor.doCentreCrop());
        assertEquals(224, processor.height());
        assertEquals(List.of(0.485, 0.456, 0.406), processor.mean());
        assertEquals(
                new ResizeRule.ShortestEdge(248, 0),
                read(type + "\"size\": 224, \"crop_pct\": 0.9}").size());
        ImageProcessor large = read(type + "\"size\": {\"shortest_edge\": 384}}");
        assertEquals(new ResizeRule.Exact(384, 384), large.size());
        assertFalse(large.doCentreCrop());
        // What is written are the steps themselves.
        Path file = directory.resolve("written.json");
        processor.write(file);
        assertEquals(processor, ImageProcessor.read(file));
    }

    @Test
    void anotherSizeKeepsTheProportionOfResizeAndCrop() throws IOException {
        ImageProcessor processor = read("{\"size\": {\"shortest_edge\": 256, \"longest_edge\": 512}}");
        assertEquals(
                new ResizeRule.ShortestEdge(128, 256), processor.withSize(112).size());
        assertEquals(ImageProcessor.clip(336), ImageProcessor.clip(224).withSize(336));
    }

    @Test
    void anImageSmallerThanTheCropIsPaddedWithBlack() throws IOException {
        ImageProcessor processor = read("{\"do_resize\": false, \"crop_size\": {\"height\": 6, \"width\": 5}}");
        RgbImage image = PillowResizeTest.noise(4, 9, 3);
        RgbImage cropped = processor.resizeAndCrop(image);
        for (int y = 0; y < 6; y++) {
            for (int x = 0; x < 5; x++) {
                int expected = x == 0 ? 0 : image.pixels()[3 * (4 * (y + 1) + x - 1)];
                assertEquals(expected, cropped.pixels()[3 * (5 * y + x)]);
            }
        }
    }

    @Test
    void withNothingToDoTheImageIsReturnedItself() throws IOException {
        RgbImage image = PillowResizeTest.noise(30, 30, 4);
        assertSame(image, ImageProcessor.clip(30).resizeAndCrop(image));
        ImageProcessor idle = read("{\"do_resize\": false, \"do_center_crop\": false}");
        assertSame(image, idle.resizeAndCrop(image));
        assertThrows(InvalidInputException.class, idle::height);
    }

    @Test
    void flagsTurnRescalingAndNormalisingOff() throws IOException {
        RgbImage image = new RgbImage(1, 1, new byte[] {-1, 51, 0});
        assertEquals(List.of(1f, 0.2f, 0f), values(read("{\"do_normalize\": false}"), image));
        String raw = "{\"do_normalize\": false, \"do_rescale\": false}";
        assertEquals(List.of(255f, 51f, 0f), values(read(raw), image));
    }

    private static List<Float> values(ImageProcessor processor, RgbImage image) {
        FloatBuffer target = FloatBuffer.allocate(3);
        processor.normalise(image, target);
        return List.of(target.get(0), target.get(1), target.get(2));
    }

    private ImageProcessor read(String json) throws IOException {
        return ImageProcessor.read(Files.writeString(directory.resolve("preprocessor_config.json"), json));
    }

    private void assertRefused(String json, String key) {
        var error = assertThrows(InvalidInputException.class, () -> read(json));
        String message = String.valueOf(error.getMessage());
        assertTrue(message.contains("preprocessor_config.json"), message);
        assertTrue(message.contains(key), message);
        assertFalse(message.contains("\n"), message);
    }
}
