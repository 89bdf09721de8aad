package dev.diptych.evaluate.ranking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Caption;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelevanceFileTest {

    @TempDir
    private Path folder;

    private Pairs pairs(String... names) {
        List<ImageItem> images = Arrays.stream(names)
                .map(name -> new ImageItem(name, new FileImage(folder.resolve(name))))
                .toList();
        return new Pairs(
                images,
                List.of(
                        new Caption(0, "a dog"),
                        new Caption(0, "a brown dog"),
                        new Caption(1, "a dog"),
                        new Caption(1, "a cat")),
                List.of());
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void qrelsJudgeTheDirectionOfTheirQuery() throws IOException {
        Path file =
                file("test.qrels", "a.jpg#1 0 b.jpg 2\n\na.jpg#1\t0\ta.jpg\t1\nb.jpg 0 a.jpg#0 3\nb.jpg 0 b.jpg#1 0\n");
        Pairs pairs = pairs("a.jpg", "b.jpg");
        RelevanceJudgements judgements = RelevanceFile.read(file, pairs).of(pairs);
        Relevance ofTexts = judged(judgements.ofTexts());
        assertArrayEquals(new int[] {1, 0}, ofTexts.candidates(1));
        assertArrayEquals(new float[] {2, 1}, ofTexts.grades(1));
        assertEquals(0, ofTexts.candidates(0).length);
        Relevance ofImages = judged(judgements.ofImages());
        assertArrayEquals(new int[] {0}, ofImages.candidates(1)); // grade 0 is not relevant
        assertEquals(0, ofImages.candidates(0).length);
        assertNull(RelevanceFile.read(file("one.txt", "a.jpg#1 0 b.jpg 2\n"), pairs)
                .of(pairs)
                .ofImages());
    }

    @Test
    void aTableJudgesEveryCaptionWithTheTextInBothDirections() throws IOException {
        Path file = file("relevance.csv", "image,caption,relevance\nb.jpg,a dog,0.5\n");
        Pairs pairs = pairs("a.jpg", "b.jpg");
        RelevanceJudgements judgements = RelevanceFile.read(file, pairs).of(pairs);
        Relevance ofTexts = judged(judgements.ofTexts());
        assertArrayEquals(new int[] {1}, ofTexts.candidates(0));
        assertArrayEquals(new int[] {1}, ofTexts.candidates(2));
        assertArrayEquals(new int[] {0, 2}, judged(judgements.ofImages()).candidates(1));
        Pairs fewer = pairs.select(new int[] {0}); // the other image could not be read
        assertNull(RelevanceFile.read(file, pairs).of(fewer).ofTexts());
    }

    @Test
    void linesThatCannotBeUsedAreNamed() throws IOException {
        for (String[] each : new String[][] {
            {"x.qrels", "a.jpg#1 0 b.jpg\n", "x.qrels:1", "3 fields"},
            {"x.qrels", "a.jpg#1 0 c.jpg 1\n", "x.qrels:1", "neither a.jpg#1 nor c.jpg"},
            {"x.qrels", "a.jpg#1 0 b.jpg 1\na.jpg#2 0 b.jpg 1\n", "x.qrels:2", "\"a.jpg#2\" is not in the data"},
            {"x.qrels", "a.jpg#1 0 b.jpg x\n", "x.qrels:1", "\"x\" is not a number"},
            {"x.qrels", "a.jpg#1 0 b.jpg 1\na.jpg#1 0 b.jpg 2\n", "x.qrels:2", "judged twice"},
            {"x.qrels", "a.jpg#1 0 b.jpg 0\n", "x.qrels", "no grade above 0"},
            {"x.csv", "image,caption,relevance\na.jpg,a cow,1\n", "x.csv:2", "\"a cow\" is not in the data"},
            {"x.csv", "image,caption\na.jpg,a dog\n", "x.csv:1", "relevance"}
        }) {
            Path file = file(each[0], each[1]);
            String message = String.valueOf(assertThrows(
                            InvalidInputException.class, () -> RelevanceFile.read(file, pairs("a.jpg", "b.jpg")))
                    .getMessage());
            assertTrue(message.contains(each[2]) && message.contains(each[3]), message);
        }
    }

    private static Relevance judged(@Nullable Relevance relevance) {
        return Objects.requireNonNull(relevance);
    }
}
