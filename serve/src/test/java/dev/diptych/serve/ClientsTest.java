package dev.diptych.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.diptych.Diptych;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.jina.JinaEmbeddingModel;
import dev.langchain4j.model.jina.JinaScoringModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients of other projects, as their users call them.
@Tag("slow")
final class ClientsTest {

    private static final List<String> TEXTS = List.of("t51 t52", "t36", "t10 t11 t12");

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static float[][] expected;

    @BeforeAll
    static void start() throws IOException {
        TestServer.Options options = TestServer.golden(folder).token();
        try (Diptych model = Diptych.load(Objects.requireNonNull(options.value().model()))) {
            expected = model.embedTexts(TEXTS);
        }
        server = options.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static OpenAIClient openAi(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(server.address() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static EmbeddingCreateParams.Builder request(String model) {
        return EmbeddingCreateParams.builder().model(model).inputOfArrayOfStrings(TEXTS);
    }

    @Test
    void openAisLibraryEmbedsTexts() {
        OpenAIClient client = openAi(TestServer.TOKEN);
        CreateEmbeddingResponse answer =
                client.embeddings().create(request("diptych-clip").build());
        for (int i = 0; i < TEXTS.size(); i++) {
            List<Float> values = answer.data().get(i).embedding();
            for (int j = 0; j < values.size(); j++) {
                assertEquals(expected[i][j], values.get(j), 1e-5);
            }
        }
        assertEquals(4 + 3 + 5, answer.usage().promptTokens());
        CreateEmbeddingResponse plain = client.embeddings()
                .create(request("diptych-clip")
                        .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                        .dimensions(7)
                        .build());
        assertEquals(7, plain.data().getFirst().embedding().size());
        assertEquals("diptych-clip", client.models().list().data().getFirst().id());
        assertEquals("diptych-clip", client.models().retrieve("diptych-clip").id());
    }

    @Test
    void openAisLibraryUnderstandsTheErrors() {
        OpenAIClient client = openAi(TestServer.TOKEN);
        BadRequestException tokens = assertThrows(
                BadRequestException.class,
                () -> client.embeddings()
                        .create(EmbeddingCreateParams.builder()
                                .model("diptych-clip")
                                .inputOfArrayOfTokens(List.of(1L, 2L))
                                .build()));
        assertEquals("invalid_request_error", tokens.type().orElse(""));
        assertEquals("input", tokens.param().orElse(""));
        assertTrue(String.valueOf(tokens.getMessage()).contains("arrays of tokens"), tokens.getMessage());
        assertThrows(
                NotFoundException.class,
                () -> client.embeddings().create(request("other").build()));
        assertThrows(
                UnauthorizedException.class,
                () -> openAi("another key of enough characters")
                        .embeddings()
                        .create(request("diptych-clip").build()));
    }

    @Test
    void langChain4jsModulesForOpenAiAndJinaEmbedTexts() {
        List<TextSegment> segments = TEXTS.stream().map(TextSegment::from).toList();
        var openAi = OpenAiEmbeddingModel.builder()
                .baseUrl(server.address() + "/v1")
                .apiKey(TestServer.TOKEN)
                .modelName("diptych-clip")
                .build();
        var jina = JinaEmbeddingModel.builder()
                .baseUrl(server.address() + "/")
                .apiKey(TestServer.TOKEN)
                .modelName("diptych-clip")
                .build();
        for (var model : List.of(openAi, jina)) {
            var answer = model.embedAll(segments);
            for (int i = 0; i < TEXTS.size(); i++) {
                assertArrayEquals(expected[i], answer.content().get(i).vector(), 1e-5f);
            }
            assertEquals(12, Objects.requireNonNull(answer.tokenUsage()).inputTokenCount());
        }
    }

    @Test
    void langChain4jsModuleForJinaScoresTexts() {
        var scoring = JinaScoringModel.builder()
                .baseUrl(server.address() + "/v1/")
                .apiKey(TestServer.TOKEN)
                .modelName("diptych-clip")
                .build();
        List<Double> scores = scoring.scoreAll(
                        List.of(TextSegment.from(TEXTS.get(1)), TextSegment.from(TEXTS.get(0))), TEXTS.get(0))
                .content();
        assertEquals(Diptych.cosine(expected[1], expected[0]), scores.get(0), 1e-5);
        assertEquals(1, scores.get(1), 1e-5);
    }
}
