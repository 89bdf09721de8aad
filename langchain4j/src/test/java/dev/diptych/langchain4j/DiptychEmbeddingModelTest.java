package dev.diptych.langchain4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.Diptych;
import dev.diptych.base.InvalidInputException;
import dev.diptych.testing.GoldenModel;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // set before all tests
class DiptychEmbeddingModelTest {

    private static final String FIRST = "t36 t56 t86";
    private static final String SECOND = "t51 t60";

    @TempDir
    private static Path folder;

    private static Diptych model;
    private static DiptychEmbeddingModel embeddings;
    private static Path image;

    @BeforeAll
    static void load() throws IOException {
        model = Diptych.load(GoldenModel.write(folder, 9, 91));
        embeddings = new DiptychEmbeddingModel(model);
        image = GoldenModel.images(folder, 1).getFirst();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void textsHaveTheEmbeddingsOfTheModelAndTheirTokensAreCounted() {
        assertEquals(model.dimensions(), embeddings.dimension());
        var both = embeddings.embedAll(List.of(TextSegment.from(FIRST), TextSegment.from(SECOND)));
        float[][] expected = model.embedTexts(List.of(FIRST, SECOND));
        assertArrayEquals(expected[0], both.content().get(0).vector());
        assertArrayEquals(expected[1], both.content().get(1).vector());
        assertEquals(5 + 4, Objects.requireNonNull(both.tokenUsage()).inputTokenCount()); // with [CLS] and [SEP]
        assertArrayEquals(
                model.embedText(FIRST), embeddings.embed(FIRST).content().vector());
    }

    @Test
    void imagesAreReadFromBase64AndFilesAndDataAddresses() throws IOException {
        float[] expected = model.embedImage(image);
        String base64 = Base64.getEncoder().encodeToString(Files.readAllBytes(image));
        assertArrayEquals(expected, embed(ImageContent.from(image, "image/png")).vector());
        assertArrayEquals(
                expected, embed(ImageContent.from(base64, "image/png")).vector());
        assertArrayEquals(expected, embed(ImageContent.from(image.toUri())).vector());
        assertArrayEquals(
                expected,
                embed(ImageContent.from("data:image/png;base64," + base64)).vector());
    }

    @Test
    void severalContentsGiveTheNormalisedSumOfTheirEmbeddings() {
        float[] text = model.embedText(FIRST);
        float[] picture = model.embedImage(image);
        double squares = 0;
        double[] sum = new double[text.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (double) text[i] + picture[i];
            squares += sum[i] * sum[i];
        }
        float[] both =
                embed(TextContent.from(FIRST), ImageContent.from(image.toUri())).vector();
        for (int i = 0; i < sum.length; i++) {
            assertEquals(sum[i] / Math.sqrt(squares), both[i], 1e-6);
        }
    }

    @Test
    void whatCannotBeEmbeddedIsNamed() {
        var remote = assertThrows(
                UnsupportedFeatureException.class, () -> embed(ImageContent.from("https://example.org/dog.jpg")));
        assertEquals(
                "the image at https://example.org/dog.jpg is not fetched; pass its bytes in base64, or a file: address",
                remote.getMessage());
        assertThrows(UnsupportedFeatureException.class, () -> embed(PdfFileContent.from("AAAA", "application/pdf")));
        var damaged = assertThrows(InvalidInputException.class, () -> embed(ImageContent.from("AAAA", "image/png")));
        assertTrue(String.valueOf(damaged.getMessage()).contains("image 0 of 1"), damaged.getMessage());
        var form = assertThrows(
                InvalidInputException.class,
                () -> embed(ImageContent.from(Image.builder().url("data:text").build())));
        assertTrue(String.valueOf(form.getMessage()).contains("expected a data address"), form.getMessage());
    }

    private static Embedding embed(Content... contents) {
        return embeddings
                .embed(EmbeddingRequest.builder()
                        .inputs(List.of(EmbeddingInput.from(contents)))
                        .build())
                .embeddings()
                .getFirst();
    }
}
