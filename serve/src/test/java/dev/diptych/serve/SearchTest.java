package dev.diptych.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.Diptych;
import dev.diptych.index.Answerability;
import dev.diptych.index.Index;
import dev.diptych.index.IndexItem;
import dev.diptych.index.IndexSettings;
import dev.diptych.index.SearchKind;
import dev.diptych.serve.TestServer.Answer;
import dev.diptych.testing.GoldenModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class SearchTest {

    private static final String[] BEARER = {"Authorization", "Bearer " + TestServer.TOKEN};

    @TempDir
    private Path folder;

    private TestServer.Options options;
    private Path model;
    private Path index;
    private List<Path> files;

    @BeforeEach
    void make() throws IOException {
        options = TestServer.golden(folder).token();
        model = Objects.requireNonNull(options.value().model());
        index = index(folder, model);
        files = GoldenModel.images(folder, 5);
    }

    /// An index of five images, `item 0` to `item 4`, with the fields `number` and `even`.
    static Path index(Path folder, Path model) throws IOException {
        Path directory = folder.resolve("index");
        try (Diptych diptych = Diptych.load(model);
                Index index = Index.create(
                        directory, new IndexSettings(diptych.reference(), diptych.dimensions(), SearchKind.EXACT))) {
            List<Path> files = GoldenModel.images(folder, 5);
            float[][] vectors = diptych.embedImages(files);
            List<IndexItem> items = new ArrayList<>();
            for (int i = 0; i < vectors.length; i++) {
                SequencedMap<String, String> metadata = new LinkedHashMap<>();
                metadata.put("number", Integer.toString(i));
                metadata.put("even", Boolean.toString(i % 2 == 0));
                items.add(new IndexItem("item " + i, vectors[i], List.of("picture " + i), metadata, files.get(i)));
            }
            index.add(items);
            index.store(new Answerability(0, 10, 0, 0.9, "random", 10, 0.9, 0.9));
            index.commit();
        }
        return directory;
    }

    private static Answer search(TestServer server, String query) throws Exception {
        return server.post("/search", query, BEARER);
    }

    @Test
    void anImageFindsItselfAndFiltersApply() throws Exception {
        try (TestServer server = options.index(index).start()) {
            Answer answer =
                    search(server, "{\"images\": [\"%s\"], \"limit\": 3}".formatted(TestServer.dataUri(files.get(3))));
            assertEquals(200, answer.status(), answer.body());
            JsonNode first = answer.json().path("hits").get(0);
            assertEquals("item 3", first.path("id").stringValue());
            assertEquals(1, first.path("cosine").asDouble(), 1e-5);
            assertEquals("picture 3", first.path("captions").get(0).stringValue());
            assertEquals("3", first.path("metadata").path("number").stringValue());
            assertTrue(first.path("probability").isNull(), "the probability is estimated from texts");
            JsonNode ofText =
                    search(server, "{\"text\": \"t51\"}").json().path("hits").get(0);
            double logit = 10 * ofText.path("cosine").asDouble();
            assertEquals(1 / (1 + Math.exp(-logit)), ofText.path("probability").asDouble(), 1e-4);
            assertEquals(3, answer.json().path("hits").size());
            assertEquals(5, answer.json().path("items").asInt());
            assertFalse(answer.json().path("nothing_fits").asBoolean());
            JsonNode even = search(server, "{\"more_like\": [\"item 3\"], \"filters\": [\"even=true\", \"number>=2\"]}")
                    .json()
                    .path("hits");
            assertEquals(2, even.size());
            even.forEach(hit ->
                    assertEquals("true", hit.path("metadata").path("even").stringValue()));
            Answer picture = server.get("/search/images/item%203", BEARER);
            assertEquals(200, picture.status());
            assertEquals(404, server.get("/search/images/item%209", BEARER).status());
            assertEquals(404, server.get("/search/images/..%2f..%2fetc", BEARER).status());
        }
    }

    @Test
    void nothingFitsWhereTheProbabilityIsBelowTheThreshold() throws Exception {
        try (Index open = Index.open(index)) {
            open.store(new Answerability(-50, 0, 0, 0.9, "random", 10, 0.9, 0.9));
            open.commit();
        }
        try (TestServer server = options.index(index).start()) {
            JsonNode answer = search(server, "{\"text\": \"t51\"}").json();
            assertTrue(answer.path("nothing_fits").asBoolean());
            assertEquals(0, answer.path("answerable").asDouble(), 1e-9);
            assertEquals(0.9, answer.path("threshold").asDouble(), 1e-9);
            assertEquals(5, answer.path("hits").size());
        }
    }

    @Test
    void invalidQueriesAreRefused() throws Exception {
        try (TestServer server = options.index(index).start()) {
            for (String query : new String[] {
                "{}",
                "{\"not\": [\"t1\"]}",
                "{\"text\": \" \"}",
                "{\"text\": 5}",
                "{\"text\": \"t1\", \"limit\": 0}",
                "{\"text\": \"t1\", \"filters\": [\"nonsense\"]}",
                "{\"text\": \"t1\", \"filters\": [\"colour=red\"]}",
                "{\"text\": \"t1\", \"rerank\": 5}",
                "{\"more_like\": [\"item 99\"]}",
                "{\"images\": [\"aGVsbG8=\"]}",
                "{\"images\": \"aGVsbG8=\"}",
            }) {
                Answer answer = search(server, query);
                assertEquals(400, answer.status(), query + " " + answer.body());
            }
        }
    }

    @Test
    void itemsAreAddedReplacedAndDeletedWithTheTokenOnly() throws Exception {
        String item =
                "{\"items\": [{\"id\": \"new/../item\", \"image\": \"%s\", \"captions\": [\"fresh\"], \"metadata\": {\"number\": 7}}]}"
                        .formatted(TestServer.base64(files.get(1)));
        try (TestServer open = new TestServer.Options(model).index(index).start()) {
            assertEquals(403, open.post("/items", item).status());
        }
        try (TestServer server = options.index(index).start()) {
            assertEquals(401, server.post("/items", item).status());
            Answer added = server.post("/items", item, BEARER);
            assertEquals(200, added.status(), added.body());
            assertEquals(6, added.json().path("items").asInt());
            assertEquals(
                    6, server.post("/items", item, BEARER).json().path("items").asInt());
            JsonNode hits = search(server, "{\"more_like\": [\"item 1\"], \"filters\": [\"number=7\"]}")
                    .json()
                    .path("hits");
            assertEquals("new/../item", hits.get(0).path("id").stringValue());
            assertEquals(1, hits.get(0).path("cosine").asDouble(), 1e-5);
            assertEquals(
                    200, server.get("/search/images/new%2F..%2Fitem", BEARER).status());
            try (var uploads = Files.list(index.resolve("uploads"))) {
                assertEquals(1, uploads.count());
            }
            assertEquals(401, server.send("DELETE", "/items/item%200", null).status());
            assertEquals(
                    404, server.send("DELETE", "/items/item%20x", null, BEARER).status());
            assertEquals(
                    200,
                    server.send("DELETE", "/items/new%2F..%2Fitem", null, BEARER)
                            .status());
            try (var uploads = Files.list(index.resolve("uploads"))) {
                assertEquals(0, uploads.count());
            }
        }
        try (Index reopened = Index.open(index)) {
            assertEquals(5, reopened.size());
        }
    }

    @Test
    void commitsOfOtherProcessesBecomeVisible() throws Exception {
        try (TestServer server = options.index(index).start();
                Index writer = Index.open(index)) {
            writer.delete(List.of("item 0"));
            writer.commit();
            long end = System.nanoTime() + 20_000_000_000L;
            while (search(server, "{\"text\": \"t51\"}").json().path("items").asInt() != 4) {
                assertTrue(System.nanoTime() < end, "the commit did not become visible");
                Thread.sleep(200);
            }
        }
    }
}
