package dev.diptych.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.diptych.serve.internal.http.Route;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The description of the API is compared with the routes of a server that has every part.
final class OpenApiTest {

    private static final String[] BEARER = {"Authorization", "Bearer " + TestServer.TOKEN};

    @TempDir
    private Path folder;

    @Test
    void theDescriptionHasExactlyTheRoutesAndTheirFields() throws Exception {
        TestServer.Options options = TestServer.golden(folder)
                .everything()
                .token()
                .audit(AuditFolder.write(folder, 4), null)
                .runs(folder);
        Path model = options.value().model();
        try (TestServer server = options.index(SearchTest.index(folder, Objects.requireNonNull(model)))
                .start()) {
            JsonNode document = server.get("/openapi.json").json();
            Set<String> described = new TreeSet<>();
            for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
                for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                    described.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
            }
            Set<String> served = new TreeSet<>();
            for (Route route : server.server().routes()) {
                boolean ofPage = route.path().equals("/")
                        || route.path().startsWith("/page/")
                        || route.path().equals("/favicon.ico");
                if (ofPage) {
                    continue;
                }
                served.add(route.method() + " " + route.path());
                JsonNode operation = document.path("paths")
                        .path(route.path())
                        .path(route.method().toLowerCase(Locale.ROOT));
                assertEquals(
                        new HashSet<>(route.fields()),
                        fields(document, operation),
                        route.method() + " " + route.path());
            }
            assertEquals(served, described);
            for (String name : described) {
                if (name.startsWith("POST")) {
                    String path = name.substring(5);
                    assertEquals(400, server.post(path, "[1]", BEARER).status(), path);
                    assertEquals(400, server.post(path, "{\"zzz\": 1}", BEARER).status(), path);
                    assertEquals(415, server.send("POST", path, null, BEARER).status(), path);
                    assertEquals(405, server.send("PUT", path, null, BEARER).status(), path);
                }
            }
            assertFalse(described.isEmpty());
            assertNotEquals(200, server.post("/openapi.json", "{}").status());
        }
    }

    private static Set<String> fields(JsonNode document, JsonNode operation) {
        String reference = operation
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema")
                .path("$ref")
                .asString("");
        Set<String> names = new HashSet<>();
        if (!reference.isEmpty()) {
            JsonNode schema = document.path("components")
                    .path("schemas")
                    .path(reference.substring(reference.lastIndexOf('/') + 1));
            names.addAll(schema.path("properties").propertyNames());
        }
        return names;
    }
}
