package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A tiny vision tower on a hub on this machine, pulled and then used by its name.
final class PullCommandTest {

    private static final Path GOLDEN = Path.of(System.getProperty("diptych.root", ".."))
            .resolve("core/src/test/resources/golden/clip_vision_tiny")
            .toAbsolutePath()
            .normalize();
    private static final String COMMIT = "89abcdef0123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", PullCommandTest::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String resolve = "/owner/vision-tiny/resolve/" + COMMIT + "/";
            if (path.equals("/api/models/owner/vision-tiny/revision/main")) {
                send(
                        exchange,
                        ("{\"sha\":\"" + COMMIT
                                        + "\",\"siblings\":[{\"rfilename\":\"config.json\"},{\"rfilename\":\"model.safetensors\"}]}")
                                .getBytes(StandardCharsets.UTF_8));
            } else if (path.startsWith(resolve)) {
                send(exchange, Files.readAllBytes(GOLDEN.resolve(path.substring(resolve.length()))));
            } else {
                exchange.getResponseHeaders().set("X-Error-Code", "RepoNotFound");
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private static void send(HttpExchange exchange, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
        exchange.getResponseHeaders().set("ETag", "\"" + gitBlob(bytes) + "\"");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String gitBlob(byte[] bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private CommandProcess.Result diptych(Map<String, String> more, String... arguments) throws Exception {
        Map<String, String> environment = new HashMap<>(Map.of(
                "HF_ENDPOINT",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "HF_HOME",
                folder.resolve("hf").toString(),
                "HF_HUB_CACHE",
                "",
                "HF_TOKEN",
                "",
                "HF_HUB_OFFLINE",
                ""));
        environment.putAll(more);
        return CommandProcess.java(List.of(), environment, arguments);
    }

    @Test
    void aPulledModelIsUsedByItsName() throws Exception {
        var before = diptych(
                Map.of(),
                "parity",
                "owner/vision-tiny",
                GOLDEN.resolve("io.safetensors").toString());
        assertEquals(2, before.status());
        assertTrue(before.err().contains("run: diptych pull owner/vision-tiny"), before.err());

        var pulled = diptych(Map.of(), "pull", "owner/vision-tiny", "--json");
        assertEquals(0, pulled.status(), pulled.err());
        JsonNode document = JsonMapper.shared().readTree(pulled.out());
        assertEquals(COMMIT, document.get("commit").stringValue());
        Path directory = Path.of(document.get("directory").stringValue());
        assertEquals(
                folder.resolve("hf/hub/models--owner--vision-tiny/snapshots").resolve(COMMIT), directory);
        assertEquals(-1, Files.mismatch(GOLDEN.resolve("model.safetensors"), directory.resolve("model.safetensors")));
        assertTrue(pulled.err().contains("model.safetensors"), "progress: " + pulled.err());

        var parity = diptych(
                Map.of(),
                "parity",
                "owner/vision-tiny",
                GOLDEN.resolve("io.safetensors").toString());
        assertEquals(0, parity.status(), parity.out() + parity.err());

        server.stop(0);
        var offline = diptych(Map.of("HF_HUB_OFFLINE", "1"), "pull", "owner/vision-tiny");
        assertEquals(0, offline.status(), offline.err());
        assertEquals(directory + System.lineSeparator(), offline.out());
    }

    @Test
    void aRunRemembersTheCommitItStartedFrom() throws Exception {
        assertEquals(0, diptych(Map.of(), "pull", "owner/vision-tiny").status());
        List<String> train = new ArrayList<>(List.of(
                "train",
                "--out",
                folder.resolve("run").toString(),
                "--set",
                "data.scenes={train: 8, validation: 2, test: 2, size: 16}",
                "--set",
                "model.text={hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32}",
                "--set",
                "train={epochs: 1, batch: 8}"));
        train.addAll(List.of("--set", "model.vision.from=owner/vision-tiny"));
        var trained = diptych(Map.of(), train.toArray(String[]::new));
        assertEquals(0, trained.status(), trained.err());
        String recipe = Files.readString(folder.resolve("run/recipe.yaml"));
        assertTrue(recipe.contains("from: \"owner/vision-tiny@" + COMMIT + "\""), recipe);
    }

    @Test
    void anUnknownModelIsOneLineAndStatusTwo() throws Exception {
        var result = diptych(Map.of(), "pull", "owner/none");
        assertEquals(2, result.status());
        assertEquals(1, result.errLines().size(), result.err());
        assertTrue(result.err().startsWith("diptych: owner/none: there is no such model"), result.err());
        assertEquals(2, diptych(Map.of(), "pull", "not/a/name").status());
    }
}
