package dev.diptych.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.bench.data.CaptionLengths;
import dev.diptych.bench.data.GeneratedJpegs;
import dev.diptych.bench.data.SearchVectors;
import dev.diptych.bench.data.SyntheticPairs;
import dev.diptych.data.Caption;
import dev.diptych.data.Pairs;
import dev.diptych.image.RgbImage;
import dev.diptych.image.decode.ImageDecoder;
import dev.diptych.text.BertTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BenchmarkDataTest {

    @Test
    void usualCaptionsHave14TokensOnAverage() {
        assertEquals(14, Arrays.stream(CaptionLengths.real(null)).average().orElseThrow());
    }

    @Test
    void syntheticCaptionsHaveTheWantedLengths() throws IOException {
        try (TemporaryFolder folder = TemporaryFolder.create()) {
            SyntheticPairs.writeVocabulary(folder.path(), 1000);
            BertTokenizer tokenizer = BertTokenizer.read(folder.path());
            assertEquals(1000, tokenizer.vocabularySize());
            int[] wanted = {9, 32, 14};
            Pairs pairs = SyntheticPairs.of(6, 16, wanted, 1000);
            int[] lengths = pairs.captions().stream()
                    .map(Caption::text)
                    .mapToInt(text -> tokenizer.encode(text, 64).length)
                    .toArray();
            assertArrayEquals(new int[] {9, 32, 14, 9, 32, 14}, lengths);
        }
    }

    @Test
    void temporaryFoldersGoWithTheirContent() throws IOException {
        TemporaryFolder folder = TemporaryFolder.create();
        Files.createDirectories(folder.path().resolve("a/b"));
        Files.writeString(folder.path().resolve("a/b/c"), "d");
        folder.close();
        assertTrue(Files.notExists(folder.path()));
    }

    @Test
    void generatedJpegsAreAsLargeAsPromisedAndAlwaysTheSame() throws Exception {
        List<byte[]> files = GeneratedJpegs.make(2);
        for (byte[] file : files) {
            assertEquals(107_000, file.length, 2_000);
            RgbImage image = ImageDecoder.decode(file, "generated");
            assertEquals(640, image.width());
            assertEquals(480, image.height());
        }
        assertArrayEquals(files.getLast(), GeneratedJpegs.make(2).getLast());
    }

    @Test
    void vectorsOfASearchAreReadAsTheyWereWritten() throws IOException {
        try (TemporaryFolder folder = TemporaryFolder.create()) {
            SearchVectors vectors = SearchVectors.generated(20, 5, 16);
            vectors.write(folder.path().resolve("vectors"), 30, 5); // ten more than were generated
            vectors.write(folder.path().resolve("vectors"), 30, 5); // is there already
            SearchVectors read = SearchVectors.of(folder.path().resolve("vectors"));
            assertEquals(30, read.images());
            for (int number = 0; number < 30; number++) {
                assertArrayEquals(vectors.image(number), read.image(number), 1e-7f);
            }
            for (int number = 0; number < 5; number++) {
                assertArrayEquals(
                        vectors.queries(5).get(number), read.queries(5).get(number), 1e-7f);
            }
        }
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheMiddle() {
        assertEquals(2.5, Stopwatch.median(new double[] {9, 1, 3, 2}));
    }
}
