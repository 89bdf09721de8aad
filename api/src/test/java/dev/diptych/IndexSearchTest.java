package dev.diptych;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.CancellationToken;
import dev.diptych.base.InvalidInputException;
import dev.diptych.base.ProgressListener;
import dev.diptych.data.Caption;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.index.Answerability;
import dev.diptych.index.Index;
import dev.diptych.index.ModelReference;
import dev.diptych.index.SearchKind;
import dev.diptych.model.checkpoint.ModelDigest;
import dev.diptych.testing.GoldenModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexSearchTest {

    private static final String FIRST = "t36 t56 t86";
    private static final String SECOND = "t51 t60";

    @TempDir
    private Path folder;

    @Test
    void hitsHaveTheCosinesOfTheWeightedSum() throws IOException {
        List<Path> files = GoldenModel.images(folder, 12);
        try (Diptych model = Diptych.load(GoldenModel.write(folder, 9, 91));
                Index index = Index.create(folder.resolve("index"), model.indexSettings(SearchKind.EXACT))) {
            IndexingResult added = model.addTo(index, pairs(files));
            assertEquals(12, added.added());
            float[][] images = model.embedImages(files);
            float[][] texts = model.embedTexts(List.of(FIRST, SECOND));
            double[] sum = new double[texts[0].length];
            for (int i = 0; i < sum.length; i++) {
                sum[i] = texts[0][i] - 0.5 * texts[1][i] + 2 * images[7][i];
            }
            Query query = Query.text(FIRST)
                    .not(SECOND)
                    .and(new Query.ImagePart("seven", new FileImage(files.get(7)), 2))
                    .limit(12);
            SearchResult result = model.search(index, query);
            assertEquals(12, result.hits().size());
            double previous = 1;
            for (Hit hit : result.hits()) {
                double expected = cosine(images[Integer.parseInt(hit.id())], sum);
                assertEquals(expected, hit.cosine(), 2e-6);
                assertEquals(files.get(Integer.parseInt(hit.id())), hit.image());
                assertTrue(hit.cosine() <= previous);
                previous = hit.cosine();
            }
            assertFalse(result.nothingFits());
            assertTrue(result.answerable().isEmpty());
            SearchResult second =
                    model.search(index, List.of(Query.text(SECOND), query)).get(1);
            assertEquals(ids(result), ids(second)); // texts of a batch are rounded differently
        }
    }

    @Test
    void aModelLoadedForTextsReadsTheImageEncoderOnlyWhenAnImageIsSearchedFor() throws IOException {
        List<Path> files = GoldenModel.images(folder, 6);
        Path directory = GoldenModel.write(folder, 9, 91);
        try (Index index = index(directory, files);
                Diptych whole = Diptych.load(directory);
                Diptych texts = Diptych.loadTextsFirst(directory)) {
            SearchResult expected = whole.search(index, Query.text(FIRST));
            assertEquals(expected, texts.search(index, Query.text(FIRST)));
            Files.move(directory.resolve("model.safetensors"), folder.resolve("moved.safetensors"));
            assertEquals(expected, texts.search(index, Query.text(FIRST)));
            assertThrows(InvalidInputException.class, () -> texts.search(index, Query.image(files.get(2))));
            Files.move(folder.resolve("moved.safetensors"), directory.resolve("model.safetensors"));
            Query image = Query.image(files.get(2));
            assertEquals(whole.search(index, image), texts.search(index, image));
        }
    }

    @Test
    void anIndexRecognisesItsModelByTheFilesAndAnotherByItsWeights() throws IOException {
        List<Path> files = GoldenModel.images(folder, 3);
        Path directory = GoldenModel.write(folder, 9, 91);
        try (Index index = index(directory, files)) {
            ModelReference recorded = index.info().model();
            assertFalse(recorded.stamp().isEmpty());
            assertTrue(recorded.hasStamp(ModelDigest.stamp(directory)));
            // Copied files are another inode: the digest tells that they are equal.
            Path copy = Files.createDirectory(folder.resolve("copy"));
            try (var all = Files.list(directory)) {
                for (Path file : all.toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
            assertFalse(recorded.hasStamp(ModelDigest.stamp(copy)));
            try (Diptych same = Diptych.load(copy)) {
                same.search(index, Query.text(FIRST));
            }
            // Changed weights with the same size and time of modification.
            Path weights = directory.resolve("model.safetensors");
            FileTime time = Files.getLastModifiedTime(weights);
            byte[] bytes = Files.readAllBytes(weights);
            bytes[bytes.length - 4] ^= 1;
            Files.write(weights, bytes);
            Files.setLastModifiedTime(weights, time);
            try (Diptych other = Diptych.load(directory)) {
                assertThrows(InvalidInputException.class, () -> other.search(index, Query.text(FIRST)));
            }
        }
    }

    @Test
    void aCopyOfTheTextEncoderAnswersTextsLikeTheModel() throws IOException {
        List<Path> files = GoldenModel.images(folder, 6);
        Path directory = GoldenModel.write(folder, 9, 91);
        SearchResult expected;
        try (Index index = index(directory, files);
                Diptych model = Diptych.load(directory)) {
            model.copyTextEncoderTo(index);
            expected = model.search(index, Query.text(FIRST));
        }
        Files.delete(directory.resolve("model.safetensors"));
        Files.move(folder.resolve("index"), folder.resolve("moved"));
        try (Index index = Index.open(folder.resolve("moved"));
                Diptych copy = Diptych.forSearch(index, false)) {
            SearchResult found = copy.search(index, Query.text(FIRST));
            assertEquals(ids(expected), ids(found));
            for (int i = 0; i < found.hits().size(); i++) {
                assertEquals(
                        expected.hits().get(i).cosine(), found.hits().get(i).cosine());
            }
            var images = assertThrows(InvalidInputException.class, () -> copy.search(index, Query.image(files.get(0))));
            assertTrue(
                    String.valueOf(images.getMessage()).contains("pass the whole model with --model"),
                    images.getMessage());
        }
    }

    private Index index(Path model, List<Path> files) {
        try (Diptych loaded = Diptych.load(model)) {
            Index index = Index.create(folder.resolve("index"), loaded.indexSettings(SearchKind.EXACT));
            loaded.addTo(index, pairs(files));
            return index;
        }
    }

    @Test
    void onlyAQueryOfOneTextHasAProbabilityBecauseItIsEstimatedFromSuchQueries() throws IOException {
        List<Path> files = GoldenModel.images(folder, 5);
        try (Diptych model = Diptych.load(GoldenModel.write(folder, 9, 91));
                Index index = Index.create(folder.resolve("index"), model.indexSettings(SearchKind.EXACT))) {
            model.addTo(index, pairs(files));
            index.store(new Answerability(-50, 0, 0, 0.9, "texts", 10, 0.9, 0.9));
            index.commit();
            assertTrue(model.search(index, Query.text(FIRST)).nothingFits());
            for (Query other :
                    List.of(Query.image(files.get(2)), Query.text(FIRST).not(SECOND))) {
                SearchResult result = model.search(index, other);
                assertFalse(result.nothingFits());
                assertTrue(result.answerable().isEmpty() && result.threshold().isEmpty());
                assertTrue(result.hits().getFirst().matchProbability().isEmpty());
            }
        }
    }

    private static List<String> ids(SearchResult result) {
        return result.hits().stream().map(Hit::id).toList();
    }

    private static double cosine(float[] image, double[] sum) {
        double product = 0;
        double squares = 0;
        for (int i = 0; i < sum.length; i++) {
            product += image[i] * sum[i];
            squares += sum[i] * sum[i];
        }
        return product / Math.sqrt(squares);
    }

    @Test
    void addsWhatIsMissingAndSkipsUnreadableImages() throws IOException {
        List<Path> files = GoldenModel.images(folder, 5);
        try (Diptych model = Diptych.load(GoldenModel.write(folder, 9, 91));
                Index index = Index.create(folder.resolve("index"), model.indexSettings(SearchKind.EXACT))) {
            byte[] second = Files.readAllBytes(files.get(1));
            Files.write(files.get(1), new byte[] {1, 2, 3});
            IndexingResult first = model.addTo(index, pairs(files));
            assertEquals(4, first.added());
            assertEquals(List.of("1"), List.copyOf(first.unreadable().keySet()));
            Files.write(files.get(1), second);
            IndexingResult again = model.addTo(index, pairs(files));
            assertEquals(1, again.added());
            assertEquals(4, again.present());
            CancellationToken stopped = new CancellationToken();
            stopped.cancel();
            index.delete(List.of("3"));
            index.commit();
            assertFalse(model.addTo(index, pairs(files), 10, ProgressListener.nobody(), stopped)
                    .complete());
            assertEquals(4, index.size());
        }
    }

    @Test
    void anotherModelIsRefusedAndBothAreNamed() throws IOException {
        List<Path> files = GoldenModel.images(folder, 3);
        Path other = GoldenModel.write(folder, 55, 17);
        Path own = GoldenModel.write(folder, 9, 91);
        try (Diptych model = Diptych.load(own);
                Diptych another = Diptych.load(other);
                Index index = Index.create(folder.resolve("index"), model.indexSettings(SearchKind.EXACT))) {
            model.addTo(index, pairs(files));
            var refusal = assertThrows(InvalidInputException.class, () -> another.search(index, Query.text(SECOND)));
            assertTrue(String.valueOf(refusal.getMessage()).contains(own.toString()), refusal.getMessage());
            assertTrue(String.valueOf(refusal.getMessage()).contains(other.toString()), refusal.getMessage());
            assertThrows(InvalidInputException.class, () -> another.addTo(index, pairs(files)));
        }
    }

    @Test
    void queriesThatCannotBeAnsweredAreOneLine() throws IOException {
        List<Path> files = GoldenModel.images(folder, 3);
        try (Diptych model = Diptych.load(GoldenModel.write(folder, 9, 91));
                Index index = Index.create(folder.resolve("index"), model.indexSettings(SearchKind.EXACT))) {
            assertRefused("the index is empty", () -> model.search(index, Query.text(FIRST)));
            model.addTo(index, pairs(files));
            assertRefused("contains no token of the query text", () -> model.search(index, Query.text("unheard of")));
            assertRefused("contains no token; search", () -> model.search(index, Query.text("  ")));
            assertRefused(
                    "no matching head",
                    () -> model.search(index, Query.text(FIRST).rerank(2)));
            assertRefused("none.png", () -> model.search(index, Query.image(folder.resolve("none.png"))));
            assertRefused(
                    "needs a text or an image",
                    () -> new Query(
                            List.of(new Query.TextPart(FIRST, -1)), List.of(), 1, java.util.OptionalInt.empty(), null));
            assertTrue(model.fitAnswerability(index, List.of(), 0.95).isEmpty());
        }
    }

    private static void assertRefused(String part, org.junit.jupiter.api.function.Executable call) {
        var refusal = assertThrows(InvalidInputException.class, call);
        assertTrue(String.valueOf(refusal.getMessage()).contains(part), refusal.getMessage());
    }

    private static Pairs pairs(List<Path> files) {
        List<ImageItem> images = new ArrayList<>();
        List<Caption> captions = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            images.add(new ImageItem(Integer.toString(i), new FileImage(files.get(i))));
            captions.add(new Caption(i, "caption of " + i));
        }
        return new Pairs(images, captions, List.of());
    }
}
