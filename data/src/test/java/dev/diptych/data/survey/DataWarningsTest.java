package dev.diptych.data.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.data.Caption;
import dev.diptych.data.ImageItem;
import dev.diptych.data.ImageSource;
import dev.diptych.data.Pairs;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataWarningsTest {

    @TempDir
    private Path folder;

    @Test
    void namesGreyImagesOfSixteenBits() throws IOException {
        Path grey16 = image("grey16.png", BufferedImage.TYPE_USHORT_GRAY, "png");
        Path grey8 = image("grey8.png", BufferedImage.TYPE_BYTE_GRAY, "png");
        Path tiff16 = image("grey16.tif", BufferedImage.TYPE_USHORT_GRAY, "tiff");
        Path colour = image("colour.png", BufferedImage.TYPE_3BYTE_BGR, "png");
        Path pgm = Files.writeString(folder.resolve("grey.pgm"), "P5\n# made by hand\n2 1 65535\nabcd");
        List<String> lines = DataWarnings.of("data", pairs(List.of(grey16, grey8, tiff16, colour, pgm)));
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.getFirst().startsWith("data: 3 of 5 sampled images are grey with 16 bits"), lines.getFirst());
    }

    @Test
    void saysWhenAllCaptionsAreEqualAndHowHighStrictRecallCanBe() throws IOException {
        Path file = image("a.png", BufferedImage.TYPE_3BYTE_BGR, "png");
        assertTrue(line(file, "a dog", "a dog", "a dog").startsWith("training: all 3 captions are equal"));
        assertTrue(
                line(file, "a", "a", "a", "b", "b").contains("the captions of 5 images have only 2 different texts"));
        assertTrue(line(file, "a", "a", "a", "b", "b").contains("can be 40.0 % at most"));
        assertEquals("", line(file, "a", "b", "c", "c"));
    }

    @Test
    void namesWordNetIdentifiers() throws IOException {
        Path file = image("a.png", BufferedImage.TYPE_3BYTE_BGR, "png");
        assertTrue(line(file, "n02084071", "n02121620", "n01503061").contains("n02084071 are WordNet identifiers"));
        assertEquals(Optional.empty(), DataWarnings.wordNetIds(List.of("dog", "cat", "n02084071")));
    }

    @Test
    void countsValidationImagesThatAreTrainingImagesByPathOrContent() throws IOException {
        Path first = image("first.png", BufferedImage.TYPE_3BYTE_BGR, "png");
        Path second = image("second.png", BufferedImage.TYPE_BYTE_GRAY, "png");
        Path copy = Files.copy(second, folder.resolve("copy.png"));
        byte[] changed = Files.readAllBytes(first);
        changed[changed.length - 1]++;
        Path similar = Files.write(folder.resolve("similar.png"), changed); // equal size, other bytes
        DataOverlap overlap = DataOverlap.of(pairs(List.of(first, copy, similar)), pairs(List.of(first, second)));
        assertEquals(new DataOverlap(2, 3), overlap);
        assertTrue(overlap.line("validation", "training").orElseThrow().contains("2 of 3 images are also training"));
        assertEquals(Optional.empty(), new DataOverlap(0, 3).line("validation", "training"));
    }

    private String line(Path file, String... captions) {
        List<ImageItem> images = new ArrayList<>();
        List<Caption> texts = new ArrayList<>();
        for (int i = 0; i < captions.length; i++) {
            images.add(new ImageItem("image" + i, ImageSource.of(file)));
            texts.add(new Caption(i, captions[i]));
        }
        return String.join("\n", DataWarnings.of("training", new Pairs(images, texts, List.of())));
    }

    private Path image(String name, int type, String format) throws IOException {
        BufferedImage image = new BufferedImage(4, 3, type);
        image.setRGB(1, 1, 0xffffff);
        Path file = folder.resolve(name);
        assertTrue(ImageIO.write(image, format, file.toFile()), format);
        return file;
    }

    private static Pairs pairs(List<Path> files) {
        List<ImageItem> images = new ArrayList<>();
        List<Caption> captions = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            images.add(new ImageItem(files.get(i).getFileName().toString(), ImageSource.of(files.get(i))));
            captions.add(new Caption(i, "caption " + i));
        }
        return new Pairs(images, captions, List.of());
    }
}
