package dev.diptych.evaluate.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.data.Caption;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.image.RgbImage;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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
        "x-MacRoman, ein Mädchen läuft – “schnell”",
        "x-MacRoman, São Paulo à noite",
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
                CaptionFaults.of(read, true).stream()
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
                "l’école est fermée – être ou ne pas être",
                "«École» and “Élan”",
                "the chair that the cat sleeps on",
                "a table with a box the toys come from",
                "the fence which the dog hides behind",
                "children show how tall they are",
                "nobody knows what it is",
                "a ball the girl plays with",
                "Two men & a dog, 5 < 6",
            })
    void leavesWholeCaptionsAlone(String text) {
        assertEquals(List.of(), CaptionFaults.of(text, true));
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
                CaptionFaults.of(text, true).stream().map(Finding::kind).toList());
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
    void oneTextOfManyImagesIsSharedAndNotTruncated() {
        String notice = "Photograph from the archive of the city, all rights reserved by the owner";
        List<String> texts = new ArrayList<>(Collections.nCopies(30, notice));
        texts.addAll(List.of("a dog on the beach", "two men at a table", "a red car"));
        List<List<Finding>> found =
                CaptionFaults.of(pairs(texts, IntStream.range(0, texts.size()).toArray()));
        for (int i = 0; i < 30; i++) {
            assertEquals(List.of(new Finding(FindingKind.SHARED_CAPTION, "30 images")), found.get(i));
        }
    }

    @Test
    void rulesForEnglishWordsApplyToEnglishOnly() {
        List<String> german = List.of(
                "Ein Mann zieht sich seine Jacke an", "Eine Frau sieht den Hund an", "Der Zug kommt mit dem Bus an");
        assertEquals(List.of(List.of(), List.of(), List.of()), CaptionFaults.of(pairs(german, new int[] {0, 1, 2})));
        List<String> english = List.of("the man takes an", "a dog runs along the beach", "two men at the table");
        assertEquals(
                FindingKind.TRUNCATED_CAPTION,
                CaptionFaults.of(pairs(english, new int[] {0, 1, 2}))
                        .getFirst()
                        .getFirst()
                        .kind());
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
