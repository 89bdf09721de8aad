package dev.diptych.testing;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/// The golden model `vtde_tiny` as a directory that can be loaded, with a vocabulary in which the word
/// `t36` has the token id 36, so that texts reproduce the golden token ids.
public final class GoldenModel {

    private static final Path GOLDEN =
            Path.of(System.getProperty("diptych.root", ".."), "testing/src/main/resources/golden/vtde_tiny");
    private static final int WORDS = 99;

    private GoldenModel() {}

    /// Writes the model with the token ids that begin and end every text.
    public static Path write(Path folder, int begin, int end) throws IOException {
        Path model = Files.createDirectories(folder.resolve("model-" + begin + "-" + end));
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(GOLDEN.resolve(file), model.resolve(file));
        }
        List<String> vocabulary = new ArrayList<>();
        for (int id = 0; id < WORDS; id++) {
            vocabulary.add("t" + id);
        }
        vocabulary.set(0, "[PAD]");
        vocabulary.set(1, "[UNK]");
        vocabulary.set(2, "[MASK]");
        vocabulary.set(begin, "[CLS]");
        vocabulary.set(end, "[SEP]");
        Files.write(model.resolve("vocab.txt"), vocabulary);
        Files.writeString(model.resolve("preprocessor_config.json"), """
                {"do_resize": true, "size": {"shortest_edge": 30}, "resample": 3, "do_center_crop": true,
                 "crop_size": {"height": 30, "width": 30}, "do_rescale": true, "rescale_factor": 0.00392156862745098,
                 "do_normalize": true, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
                 "do_convert_rgb": true}
                """);
        return model;
    }

    /// Writes `count` images of distinct content.
    public static List<Path> images(Path folder, int count) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path file = folder.resolve("image" + i + ".png");
            ImageIO.write(image(i), "png", file.toFile());
            files.add(file);
        }
        return files;
    }

    /// An image of stripes.
    public static BufferedImage image(int number) {
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(
                        x, y, (x * (number + 3) * 7 % 256) << 16 | (y * (number + 5) * 3 % 256) << 8 | number * 20);
            }
        }
        return image;
    }
}
