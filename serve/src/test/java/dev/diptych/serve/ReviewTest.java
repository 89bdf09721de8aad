package dev.diptych.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.serve.TestServer.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class ReviewTest {

    @TempDir
    private Path folder;

    private Path audit;

    @BeforeEach
    void write() throws IOException {
        audit = AuditFolder.write(folder, 20);
    }

    private TestServer start() {
        return new TestServer.Options(null).audit(audit, null).start();
    }

    private static Answer decide(TestServer server, int row, String action, int version, String more) throws Exception {
        return server.post(
                "/review/decisions",
                "{\"row\": %d, \"action\": \"%s\", \"version\": %d%s}".formatted(row, action, version, more));
    }

    @Test
    void pairsAreFilteredAndOrderedByRank() throws Exception {
        try (TestServer server = start()) {
            JsonNode summary = server.get("/review").json();
            assertEquals(20, summary.path("pairs").asInt());
            assertEquals(11, summary.path("with_findings").asInt());
            assertEquals(
                    "mismatch", summary.path("findings").get(0).path("name").stringValue());
            assertEquals(10, summary.path("findings").get(0).path("pairs").asInt());
            JsonNode items =
                    server.get("/review/items?finding=any&limit=3&offset=1").json();
            assertEquals(11, items.path("total").asInt());
            assertEquals(18, items.path("items").get(0).path("row").asInt());
            JsonNode found = items.path("items").get(0).path("findings");
            assertEquals("shared_caption", found.get(1).path("kind").stringValue());
            assertEquals("3 images; and more", found.get(1).path("detail").stringValue());
            assertEquals(
                    20,
                    server.get("/review/items?finding=all").json().path("total").asInt());
            assertEquals(
                    5,
                    server.get("/review/items?finding=mismatch&high=0.5")
                            .json()
                            .path("total")
                            .asInt());
            assertEquals(
                    1,
                    server.get("/review/items?finding=all&q=CAPTION%2017")
                            .json()
                            .path("total")
                            .asInt());
            assertEquals(400, server.get("/review/items?finding=dust").status());
            assertEquals(400, server.get("/review/items?limit=100000").status());
            Answer picture = server.get("/review/images/3");
            assertEquals(
                    "image/png",
                    picture.response().headers().firstValue("Content-Type").orElse(""));
            assertEquals(404, server.get("/review/images/21").status());
            assertEquals(
                    404, server.get("/review/images/..%2f..%2fetc%2fpasswd").status());
        }
    }

    @Test
    void decisionsChangeTheCleanedDataAndCanBeUndone() throws Exception {
        try (TestServer server = start()) {
            String before = server.get("/review/clean.csv").body();
            assertEquals(11, before.lines().count());
            assertEquals(200, decide(server, 2, "keep", 0, "").status());
            assertEquals(
                    200,
                    decide(server, 4, "correct", 0, ", \"caption\": \"a better, one\"")
                            .status());
            assertEquals(200, decide(server, 1, "drop", 0, "").status());
            String after = server.get("/review/clean.csv").body();
            assertTrue(after.contains(AuditFolder.SCRIPT) && after.contains("\"a better, one\""), after);
            assertFalse(after.contains("caption 1\r\n"), after);
            assertEquals(12, after.lines().count());
            assertEquals(
                    1,
                    server.get("/review/items?finding=all&state=drop")
                            .json()
                            .path("total")
                            .asInt());
            assertEquals(
                    17,
                    server.get("/review/items?finding=all&state=open")
                            .json()
                            .path("total")
                            .asInt());
            Answer undone = decide(server, 1, "undo", 1, "");
            assertTrue(undone.json().path("decision").isNull());
            assertEquals(2, undone.json().path("version").asInt());
            assertTrue(server.get("/review/clean.csv").body().contains("caption 1\r\n"));
            assertEquals(409, decide(server, 1, "undo", 2, "").status());
            assertEquals(5, server.get("/review/decisions.jsonl").body().lines().count());
        }
    }

    @Test
    void aDecisionThatIsBasedOnAnOutdatedStateIsRefused() throws Exception {
        try (TestServer server = start()) {
            assertEquals(200, decide(server, 2, "keep", 0, "").status());
            Answer refused = decide(server, 2, "drop", 0, "");
            assertEquals(409, refused.status());
            assertEquals(
                    "changed_elsewhere",
                    refused.json().path("error").path("code").stringValue());
            assertEquals(
                    "keep",
                    server.get("/review/items?finding=mismatch&state=keep")
                            .json()
                            .path("items")
                            .get(0)
                            .path("decision")
                            .stringValue());
            assertEquals(400, decide(server, 2, "burn", 1, "").status());
            assertEquals(400, decide(server, 2, "correct", 1, "").status());
            assertEquals(
                    400,
                    decide(server, 2, "correct", 1, ", \"caption\": \"  \"").status());
            assertEquals(
                    400, decide(server, 2, "keep", 1, ", \"caption\": \"x\"").status());
            assertEquals(404, decide(server, 99, "keep", 0, "").status());
        }
    }

    @Test
    void decisionsSurviveTheServerAndAnIncompleteLine() throws Exception {
        try (TestServer server = start()) {
            decide(server, 2, "keep", 0, "");
            decide(server, 4, "drop", 0, "");
        }
        Path log = audit.resolve("decisions.jsonl");
        Files.writeString(log, Files.readString(log) + "{\"sequence\":3,\"row\":6,\"act");
        try (TestServer server = start()) {
            JsonNode summary = server.get("/review").json();
            assertEquals(1, summary.path("decided").path("keep").asInt());
            assertEquals(1, summary.path("decided").path("drop").asInt());
            assertEquals(2, summary.path("sequence").asInt());
            assertEquals(200, decide(server, 6, "drop", 0, "").status());
        }
        List<String> lines = Files.readAllLines(log);
        assertEquals(4, lines.size());
        assertTrue(lines.get(3).contains("\"row\":6") && lines.get(3).contains("\"original\":\"caption 6\""));
    }

    @Test
    void aSecondServerAndAnotherAuditAreRefused() throws Exception {
        try (TestServer server = start()) {
            assertEquals(200, server.get("/review").status());
            var second = assertThrows(InvalidInputException.class, this::start);
            assertTrue(String.valueOf(second.getMessage()).contains("another server"), second.getMessage());
        }
        Files.writeString(
                audit.resolve("audit.csv"),
                Files.readString(audit.resolve("audit.csv")).replace("caption 7", "caption seven"));
        var other = assertThrows(InvalidInputException.class, this::start);
        assertTrue(String.valueOf(other.getMessage()).contains("another audit"), other.getMessage());
        Files.delete(audit.resolve("audit.csv"));
        assertThrows(InvalidInputException.class, this::start);
    }

    @Test
    void otherWindowsHearOfDecisions() throws Exception {
        try (TestServer server = start();
                var events = URI.create(server.address() + "/review/events?after=0")
                        .toURL()
                        .openStream();
                var reader = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
            decide(server, 2, "keep", 0, "");
            String line = reader.readLine();
            while (!line.startsWith("data: ")) {
                line = reader.readLine();
            }
            assertTrue(line.contains("\"row\":2") && line.contains("\"decision\":\"keep\""), line);
        }
    }
}
