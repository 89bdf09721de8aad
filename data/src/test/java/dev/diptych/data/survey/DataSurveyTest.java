package dev.diptych.data.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.ProgressListener;
import dev.diptych.data.Caption;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.format.DataSet;
import dev.diptych.data.format.DataSets;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.testing.SharedFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSurveyTest {

    @TempDir
    private Path folder;

    @Test
    void percentilesAreOfTheNearestRankAndBinsHoldAll() {
        int[] values = new int[100];
        Arrays.setAll(values, i -> 100 - i); // 1 to 100
        Distribution all = Objects.requireNonNull(Distribution.of(values));
        assertEquals(50.5, all.mean());
        assertEquals(
                List.of(1, 5, 25, 50, 75, 95, 100),
                List.of(
                        all.least(),
                        all.percentile5(),
                        all.percentile25(),
                        all.median(),
                        all.percentile75(),
                        all.percentile95(),
                        all.most()));
        assertEquals(20, all.histogram().size());
        assertTrue(all.histogram().stream().allMatch(bin -> bin.count() == 5));
        assertEquals(new Distribution.Bin(6, 10, 5), all.histogram().get(1));
        assertNull(Distribution.of(new int[0]));
        assertEquals(7, Objects.requireNonNull(Distribution.of(new int[] {7})).percentile95());
    }

    @Test
    void countsRepeatedCaptionsAndNamesBrokenImages() throws IOException {
        Pairs pairs = new Pairs(
                List.of(image("a", 10, 20), broken("b"), image("c", 30, 5)),
                List.of(
                        new Caption(0, "a dog's bone"),
                        new Caption(0, "a dog's bone"),
                        new Caption(1, "two, three"),
                        new Caption(2, "two, three"),
                        new Caption(2, "猫 🐈")),
                List.of());
        ContactSheet sheet = new ContactSheet(3);
        DataSurvey survey = DataSurvey.of(new DataSet("csv", pairs, List.of()), 3, 2, sheet, ProgressListener.nobody());
        CaptionSurvey captions = survey.captions();
        assertEquals(
                List.of(5, 3, 1, 2),
                List.of(
                        captions.count(),
                        captions.different(),
                        captions.ofOneImageTwice(),
                        captions.ofSeveralImages()));
        assertEquals(List.of(new CaptionSurvey.Repeated("two, three", 2)), captions.repeated());
        assertEquals(3, Objects.requireNonNull(captions.words()).most());
        assertEquals(1, captions.words().least());
        assertEquals(3, Objects.requireNonNull(captions.characters()).least());
        assertEquals(
                List.of(new ImageSurvey.Broken("b", "the file is truncated")),
                survey.images().broken());
        assertEquals(30, Objects.requireNonNull(survey.images().width()).most());
        assertEquals(
                2,
                Objects.requireNonNull(survey.images().issues().get("low_information"))
                        .size());

        sheet.write(folder.resolve("sheet.png"));
        BufferedImage page = ImageIO.read(folder.resolve("sheet.png").toFile());
        assertEquals(8 + 3 * 120, page.getWidth());
        assertEquals(0xFF336699, page.getRGB(8 + 56, 8 + 56)); // in the middle of the first cell
        assertEquals(0xFFE0E0E0, page.getRGB(8 + 120 + 56, 8 + 56)); // broken
        assertEquals(0xFF336699, page.getRGB(8 + 240 + 56, 8 + 56));
    }

    @Test
    void lengthsOfChineseCaptionsAreCharacters() throws IOException {
        Pairs pairs = new Pairs(
                List.of(image("a", 4, 4)), List.of(new Caption(0, "一只狗在奔跑。"), new Caption(0, "棕色的狗")), List.of());
        CaptionSurvey captions = DataSurvey.of(
                        new DataSet("csv", pairs, List.of()), 1, 1, null, ProgressListener.nobody())
                .captions();
        assertNull(captions.words());
        assertEquals(captions.characters(), captions.lengths());
        assertEquals(7, Objects.requireNonNull(captions.lengths()).most());
        assertEquals(4, captions.lengths().least());
    }

    @Test
    void aLimitSpreadsTheImagesEvenlyAndTheSheetShowsAsManyAsFit() throws IOException {
        List<ImageItem> items = new java.util.ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            items.add(image("image " + i, i + 1, 4));
        }
        Pairs pairs = new Pairs(items, List.of(new Caption(0, "x")), List.of());
        ContactSheet sheet = new ContactSheet(500);
        DataSurvey survey =
                DataSurvey.of(new DataSet("csv", pairs, List.of()), 500, 3, sheet, ProgressListener.nobody());
        assertEquals(500, survey.images().inspected());
        assertEquals(500.0, Objects.requireNonNull(survey.images().width()).mean()); // 1, 3, ..., 999
        sheet.write(folder.resolve("sheet.png"));
        BufferedImage page = ImageIO.read(folder.resolve("sheet.png").toFile());
        int empty = 0;
        for (int cell = 0; cell < 96; cell++) {
            empty += page.getRGB(8 + cell % 12 * 120, 8 + cell / 12 * 120) == 0xFFE0E0E0 ? 1 : 0;
        }
        assertEquals(0, empty);
    }

    @Test
    void knowsFlickr8k() {
        Path folder = SharedFiles.require("data/flickr8k_dev_96");
        DataSurvey survey = DataSurvey.of(DataSets.read(folder.toString()), 100, 2, null, ProgressListener.nobody());
        assertEquals(5000, survey.captions().count());
        assertEquals(100, survey.images().inspected());
        assertEquals(96, Objects.requireNonNull(survey.images().height()).least());
    }

    private static ImageItem image(String name, int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.length; i += 3) {
            pixels[i] = 0x33;
            pixels[i + 1] = 0x66;
            pixels[i + 2] = (byte) 0x99;
        }
        return new ImageItem(name, () -> new RgbImage(width, height, pixels));
    }

    private static ImageItem broken(String name) {
        return new ImageItem(name, () -> {
            throw new UnreadableImageException(name, "the file is truncated");
        });
    }
}
