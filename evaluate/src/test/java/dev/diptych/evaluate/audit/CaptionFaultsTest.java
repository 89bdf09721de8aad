package dev.diptych.evaluate.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.data.Caption;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.image.RgbImage;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CaptionFaultsTest {

    @ParameterizedTest
    @CsvSource({
        "ISO-8859-1, ein Mädchen läuft über die Brücke",
        "windows-1251, собака бежит по пляжу",
        "GBK, 你好",
        "windows-1252, a café – “open”",
    })
    void readsUtf8ThatWasReadInAnotherEncoding(String charset, String meant) {
        StringBuilder wrong = new StringBuilder();
        for (byte each : meant.getBytes(StandardCharsets.UTF_8)) { // programs keep bytes that have no character
            String one = new String(new byte[] {each}, Charset.forName(charset));
            wrong.append(charset.equals("windows-1252") && one.equals("\ufffd") ? (char) (each & 0xff) + "" : one);
        }
        String read = charset.equals("GBK")
                ? new String(meant.getBytes(StandardCharsets.UTF_8), Charset.forName(charset))
                : wrong.toString();
        assertEquals(Optional.of(meant), Mojibake.repaired(read), read);
        assertEquals(
                List.of(new Finding(FindingKind.MOJIBAKE, meant)),
                CaptionFaults.of(read).stream()
                        .filter(each -> each.kind() == FindingKind.MOJIBAKE)
                        .toList());
    }

    @Test
    void readsWhatWasReadWronglyTwice() {
        String once = new String("café".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String twice = new String(once.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertEquals(Optional.of("café"), Mojibake.repaired(twice));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A brown dog runs along a beach .",
                "naïve façade, Ångström, São Paulo",
                "собака бежит по пляжу",
                "一只狗在沙滩上奔跑",
                "联通",
                "犬が浜辺を走る",
                "20 °C – “quoted” … and on",
                "the boy looks in",
                "Two men & a dog, 5 < 6",
            })
    void leavesWholeCaptionsAlone(String text) {
        assertEquals(List.of(), CaptionFaults.of(text));
    }

    @ParameterizedTest
    @CsvSource({
        "'   ', EMPTY_CAPTION",
        "a dog on the, TRUNCATED_CAPTION",
        "a dog runs along a be..., TRUNCATED_CAPTION",
        "'a dog, a cat,', TRUNCATED_CAPTION",
        "'a dog <br> on grass', MARKUP",
        "'cats &amp; dogs', MARKUP",
        "IMG_1234.jpg, NO_SENTENCE",
        "https://example.org/a/b, NO_SENTENCE",
        "12345, NO_SENTENCE",
        "a caf\ufffd, DAMAGED_CAPTION",
    })
    void tellsWhatIsWrong(String text, FindingKind expected) {
        assertEquals(
                List.of(expected),
                CaptionFaults.of(text).stream().map(Finding::kind).toList());
    }

    @Test
    void findsTextsOfSeveralImagesAndTwiceOfOne() {
        List<List<Finding>> found =
                CaptionFaults.of(pairs(List.of("A dog.", "a dog", "a cat", "a bird"), new int[] {0, 0, 1, 2}));
        assertEquals(List.of(), found.get(0));
        assertEquals(List.of(new Finding(FindingKind.REPEATED_CAPTION, "")), found.get(1));
        found = CaptionFaults.of(pairs(List.of("A dog.", "a cat", "a dog", "a bird"), new int[] {0, 0, 1, 2}));
        assertEquals(List.of(new Finding(FindingKind.SHARED_CAPTION, "2 images")), found.get(0));
        assertEquals(List.of(new Finding(FindingKind.SHARED_CAPTION, "2 images")), found.get(2));
    }

    @Test
    void findsALengthAtWhichCaptionsWereCut() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String whole = "dog " + i + " " + "runs along the wide and empty beach ".repeat(1 + i % 3) + "today";
            texts.add(whole.substring(0, Math.min(60, whole.length())));
        }
        List<List<Finding>> found = CaptionFaults.of(pairs(texts, new int[40]));
        for (int i = 0; i < 40; i++) {
            boolean cut = found.get(i).stream().anyMatch(each -> each.detail().equals("truncated at 60 characters"));
            assertEquals(texts.get(i).length() == 60, cut, texts.get(i));
        }
    }

    private static Pairs pairs(List<String> texts, int[] imageOfText) {
        List<ImageItem> images = new ArrayList<>();
        List<Caption> captions = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            images.add(new ImageItem("image" + i, () -> new RgbImage(1, 1, new byte[3])));
            captions.add(new Caption(imageOfText[i], texts.get(i)));
        }
        return new Pairs(images, captions, List.of());
    }
}
