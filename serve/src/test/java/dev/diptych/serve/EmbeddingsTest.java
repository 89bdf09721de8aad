package dev.diptych.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.Diptych;
import dev.diptych.serve.TestServer.Answer;
import dev.diptych.testing.GoldenModel;
import dev.diptych.testing.GoldenTensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class EmbeddingsTest {

    private static final String ANSWERED =
            "diptych_http_requests_seconds_count{method=\"POST\",route=\"/v1/embeddings\",status=\"200\"}";

    private static final int DIMENSIONS = 24;
    private static final String FIRST = "t36 t56 t86 t10 t71 t34 t53"; // row 0 of the golden input_ids

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static List<Path> files;
    private static float[][] images;

    @BeforeAll
    static void start() throws IOException {
        TestServer.Options options = TestServer.golden(folder).everything();
        files = GoldenModel.images(folder, 3);
        try (Diptych model =
                Diptych.load(java.util.Objects.requireNonNull(options.value().model()))) {
            images = model.embedImages(files);
        }
        server = options.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void textEmbeddingsEqualTheGoldenOnes() throws Exception {
        Answer answer = server.post(
                "/v1/embeddings",
                "{\"model\": \"diptych-clip\", \"input\": [\"%s\", \"t51\"], \"user\": \"me\"}".formatted(FIRST));
        assertEquals(200, answer.status(), answer.body());
        float[] golden =
                GoldenTensors.resource("golden/vtde_tiny/io.safetensors").floats("text_embeds");
        assertArrayEquals(Arrays.copyOf(golden, DIMENSIONS), vector(answer, 0), 2e-6f);
        assertEquals("list", answer.json().path("object").stringValue());
        assertEquals("diptych-clip", answer.json().path("model").stringValue());
        assertEquals(1, answer.json().path("data").get(1).path("index").asInt());
        assertEquals(9 + 3, answer.json().path("usage").path("prompt_tokens").asInt());
        assertEquals(9 + 3, answer.json().path("usage").path("total_tokens").asInt());
    }

    @Test
    void everyFormOfAnImageHasTheEmbeddingOfItsFile() throws Exception {
        String bare = TestServer.base64(files.get(1));
        Answer answer = server.post("/v1/embeddings", """
                {"input": [{"image": "%s"}, {"text": "t51"}, {"image": "%s"}, {"image": {"url": "%s"}},
                 {"type": "image_url", "image_url": {"url": "%s"}}, {"type": "text", "text": "t51"}, "t51"]}
                """.formatted(
                        TestServer.dataUri(files.get(0)),
                        bare,
                        TestServer.dataUri(files.get(2)),
                        TestServer.dataUri(files.get(2))));
        assertEquals(200, answer.status(), answer.body());
        assertArrayEquals(images[0], vector(answer, 0), 1e-6f);
        assertArrayEquals(images[1], vector(answer, 2), 1e-6f);
        assertArrayEquals(images[2], vector(answer, 3), 1e-6f);
        assertArrayEquals(images[2], vector(answer, 4), 1e-6f);
        assertArrayEquals(vector(answer, 1), vector(answer, 5), 1e-6f);
        assertArrayEquals(vector(answer, 1), vector(answer, 6), 1e-6f);
        assertEquals(3 * 3, answer.json().path("usage").path("total_tokens").asInt());
    }

    @Test
    void base64IsLittleEndianFloats() throws Exception {
        float[] floats = vector(server.post("/v1/embeddings", "{\"input\": \"t51 t52\"}"), 0);
        Answer answer = server.post("/v1/embeddings", "{\"input\": \"t51 t52\", \"encoding_format\": \"base64\"}");
        byte[] bytes = Base64.getDecoder()
                .decode(answer.json().path("data").get(0).path("embedding").stringValue());
        float[] decoded = new float[DIMENSIONS];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(decoded);
        assertArrayEquals(floats, decoded, 1e-6f);
    }

    @Test
    void fewerDimensionsAreTheFirstOnesAtLengthOne() throws Exception {
        float[] whole = vector(server.post("/v1/embeddings", "{\"input\": \"t51 t52\"}"), 0);
        float[] some = vector(server.post("/v1/embeddings", "{\"input\": \"t51 t52\", \"dimensions\": 5}"), 0);
        assertEquals(5, some.length);
        double length = 0;
        for (int i = 0; i < 5; i++) {
            length += (double) whole[i] * whole[i];
        }
        for (int i = 0; i < 5; i++) {
            assertEquals(whole[i] / Math.sqrt(length), some[i], 1e-6);
        }
    }

    @Test
    void requestsAtTheSameTimeShareBatchesAndKeepTheirAnswers() throws Exception {
        List<float[]> expected = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            expected.add(vector(server.post("/v1/embeddings", "{\"input\": \"t%d t5\"}".formatted(10 + i)), 0));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<float[]>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int word = 10 + i % 50;
                answers.add(threads.submit(
                        () -> vector(server.post("/v1/embeddings", "{\"input\": \"t%d t5\"}".formatted(word)), 0)));
            }
            for (int i = 0; i < answers.size(); i++) {
                assertArrayEquals(expected.get(i % 50), answers.get(i).get(), 1e-5f);
            }
        }
        String metrics = server.metricsWhen(text -> metric(text, ANSWERED) >= 250);
        double items = metric(metrics, "diptych_batch_size_sum{kind=\"text\"}");
        double batches = metric(metrics, "diptych_batch_size_count{kind=\"text\"}");
        assertTrue(items > batches, items + " texts in " + batches + " batches");
        assertTrue(metric(metrics, ANSWERED) >= 250);
    }

    private static double metric(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is missing in\n" + text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"input\": [[1, 2], [3]]}|arrays of tokens are not supported|input",
                "{\"input\": [1, 2]}|arrays of tokens are not supported|input",
                "{\"input\": []}|not empty|input",
                "{\"input\": [\"a\", \"\"]}|input[1] must be a text that is not empty|input[1]",
                "{\"input\": [\"a\", null]}|input[1] must be an object|input[1]",
                "{\"input\": [{\"text\": \"a\", \"image\": \"b\"}]}|input[0] must be a string|input[0]",
                "{\"input\": [{\"image\": \"!!\"}]}|neither a data URI nor base64|input[0]",
                "{\"input\": [{\"image\": \"aGVsbG8=\"}]}|input[0]: |input[0]",
                "{\"input\": [{\"picture\": \"aGVsbG8=\"}]}|unknown field \"input[0].picture\"|input[0].picture",
                "{\"input\": \"a\", \"encoding_format\": \"hex\"}|must be \"float\" or \"base64\"|encoding_format",
                "{\"input\": \"a\", \"dimensions\": 25}|an integer from 1 to 24|dimensions",
                "{\"input\": \"a\", \"dimensions\": 2.5}|an integer from 1 to 24|dimensions",
                "{\"input\": \"a\", \"normalized\": false}|true: embeddings have length 1|normalized",
                "{\"inptu\": \"a\"}|did you mean \"input\"|inptu",
                "{}|the field \"input\" is missing|input",
                "[]|must be a JSON object|",
                "{\"input\": \"a\"|not valid JSON|",
                "{\"input\": \"a\", \"input\": \"b\"}|not valid JSON|",
                "{\"input\": \"a\"} x|not valid JSON|",
            })
    void invalidRequestsAreOneErrorInTheShapeOfOpenAi(String body, String message, String field) throws Exception {
        Answer answer = server.post("/v1/embeddings", body);
        assertEquals(400, answer.status(), answer.body());
        JsonNode error = answer.json().path("error");
        assertTrue(error.path("message").stringValue().contains(message), answer.body());
        assertEquals("invalid_request_error", error.path("type").stringValue());
        assertEquals(
                field, error.path("param").isNull() ? null : error.path("param").stringValue());
        assertTrue(error.has("code"));
    }

    @Test
    void anotherModelIsNotFound() throws Exception {
        Answer answer = server.post("/v1/embeddings", "{\"model\": \"gpt\", \"input\": \"a\"}");
        assertEquals(404, answer.status());
        assertEquals("model_not_found", answer.json().path("error").path("code").stringValue());
        assertEquals(404, server.get("/v1/models/gpt").status());
        assertEquals(
                "diptych-clip",
                server.get("/v1/models/diptych-clip").json().path("id").stringValue());
        assertEquals(1, server.get("/v1/models").json().path("data").size());
    }

    @Test
    void documentsAreOrderedByTheirCosine() throws Exception {
        Answer answer = server.post("/v1/rerank", """
                {"model": "diptych-clip", "query": {"image": "%s"}, "documents": ["t51", {"text": "t10 t20 t30"}, "t36 t2"],
                 "top_n": 2, "return_documents": true}
                """.formatted(TestServer.base64(files.get(0))));
        assertEquals(200, answer.status(), answer.body());
        JsonNode results = answer.json().path("results");
        assertEquals(2, results.size());
        Answer embedded = server.post("/v1/embeddings", "{\"input\": [\"t51\", \"t10 t20 t30\", \"t36 t2\"]}");
        List<String> documents = List.of("t51", "t10 t20 t30", "t36 t2");
        double best = Double.NEGATIVE_INFINITY;
        int index = -1;
        for (int i = 0; i < 3; i++) {
            double cosine = Diptych.cosine(images[0], vector(embedded, i));
            if (cosine > best) {
                best = cosine;
                index = i;
            }
        }
        assertEquals(index, results.get(0).path("index").asInt());
        assertEquals(best, results.get(0).path("relevance_score").asDouble(), 1e-5);
        assertEquals(
                documents.get(index),
                results.get(0).path("document").path("text").stringValue());
        assertTrue(results.get(0).path("relevance_score").asDouble()
                >= results.get(1).path("relevance_score").asDouble());
        assertEquals(
                400,
                server.post("/v1/rerank", "{\"query\": \"a\", \"documents\": [\"b\"], \"scoring\": \"matching\"}")
                        .status());
        assertEquals(
                400,
                server.post("/v1/rerank", "{\"query\": [\"a\"], \"documents\": [\"b\"]}")
                        .status());
    }

    @Test
    void pairsAreScoredAndRanked() throws Exception {
        Answer answer = server.post(
                "/pair",
                "{\"image\": \"%s\", \"texts\": [\"t51\", \"t10 t20\"]}".formatted(TestServer.dataUri(files.get(0))));
        assertEquals(200, answer.status(), answer.body());
        JsonNode first = answer.json().path("results").get(0);
        JsonNode second = answer.json().path("results").get(1);
        assertEquals("t51", first.path("text").stringValue());
        assertTrue(first.path("probability").isNull() && first.path("matching").isNull());
        assertEquals(
                first.path("cosine").asDouble() > second.path("cosine").asDouble(),
                first.path("rank").asInt() == 1);
        assertEquals(
                400,
                server.post("/pair", "{\"image\": \"aGVsbG8=\", \"texts\": [\"a\"], \"matching\": true}")
                        .status());
    }

    @Test
    void probabilitiesOfClassesAreTheSoftmaxOfTheirCosines() throws Exception {
        Answer answer = server.post(
                "/classify",
                "{\"image\": \"%s\", \"classes\": [\"t51\", \"t10\"], \"template\": \"t3 {c}\"}"
                        .formatted(TestServer.dataUri(files.get(0))));
        assertEquals(200, answer.status(), answer.body());
        Answer embedded = server.post("/v1/embeddings", "{\"input\": [\"t3 t51\", \"t3 t10\"]}");
        double scale = Math.exp(
                GoldenTensors.resource("golden/vtde_tiny/model.safetensors").floats("logit_scale")[0]);
        double difference =
                Diptych.cosine(images[0], vector(embedded, 0)) - Diptych.cosine(images[0], vector(embedded, 1));
        double expected = 1 / (1 + Math.exp(-scale * difference));
        JsonNode classes = answer.json().path("classes");
        JsonNode named = classes.get(0).path("name").stringValue().equals("t51") ? classes.get(0) : classes.get(1);
        assertEquals(expected, named.path("probability").asDouble(), 1e-4);
        assertTrue(classes.get(0).path("probability").asDouble()
                >= classes.get(1).path("probability").asDouble());
    }

    @Test
    void weaviateReceivesItsVectors() throws Exception {
        Answer answer = server.post(
                "/vectorize",
                "{\"texts\": [\"t51\"], \"images\": [\"%s\"]}".formatted(TestServer.base64(files.get(1))));
        assertEquals(200, answer.status(), answer.body());
        float[] image = floats(answer.json().path("imageVectors").get(0));
        assertArrayEquals(images[1], image, 1e-6f);
        assertEquals(DIMENSIONS, answer.json().path("textVectors").get(0).size());
        assertEquals(200, server.get("/meta").status());
    }

    private static float[] vector(Answer answer, int index) {
        return floats(answer.json().path("data").path(index).path("embedding"));
    }

    private static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).floatValue();
        }
        return values;
    }
}
