package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Pulls a tiny image encoder from a local hub and uses it by name.
final class PullCommandTest {

    private static final Path GOLDEN = Path.of(System.getProperty("diptych.root", ".."))
            .resolve("testing/src/main/resources/golden/clip_vision_tiny")
            .toAbsolutePath()
            .normalize();
    private static final String COMMIT = "89abcdef0123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    private final Set<String> asked = ConcurrentHashMap.newKeySet(); // hosts, and what they were told of who asks
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestHeaders().getFirst("Host") + " "
                    + exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
            String path = exchange.getRequestURI().getPath();
            String resolve = "/owner/vision-tiny/resolve/" + COMMIT + "/";
            if (path.equals("/api/models/owner/vision-tiny/revision/main")) {
                send(
                        exchange,
                        ("{\"sha\":\"" + COMMIT
                                        + "\",\"siblings\":[{\"rfilename\":\"config.json\"},{\"rfilename\":\"preprocessor_config.json\"},{\"rfilename\":\"model.safetensors\"}]}")
                                .getBytes(StandardCharsets.UTF_8));
            } else if (path.equals(resolve + "preprocessor_config.json")) {
                send(exchange, "{\"size\": 30, \"crop_size\": 30}".getBytes(StandardCharsets.UTF_8));
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
        return CommandProcess.java(List.of("-Djdk.http.auth.tunneling.disabledSchemes="), environment, arguments);
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
    void aProxyStandsBetween() throws Exception {
        String proxy = "http://me:secret@127.0.0.1:" + server.getAddress().getPort();
        var pulled = diptych(
                Map.of("HTTP_PROXY", proxy, "HF_ENDPOINT", "http://hub.invalid", "NO_PROXY", "other.invalid"),
                "pull",
                "owner/vision-tiny");
        assertEquals(0, pulled.status(), pulled.err());
        assertEquals(Set.of("hub.invalid Basic bWU6c2VjcmV0"), asked);
    }

    @Test
    void aProxyThatAsksForAPasswordIsToldOfIt() throws Exception {
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        try (ServerSocket proxy = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> refuse(proxy, asked));
            String address = "127.0.0.1:" + proxy.getLocalPort();
            Map<String, String> without = Map.of("https_proxy", address, "HF_ENDPOINT", "https://hub.invalid");
            var refused = diptych(without, "pull", "owner/vision-tiny");
            assertEquals(2, refused.status(), refused.err());
            assertTrue(
                    refused.err()
                            .contains("the proxy to hub.invalid requires authentication; specify it as http://NAME:"),
                    refused.err());
            assertEquals("CONNECT hub.invalid:443 HTTP/1.1 none", asked.poll());

            Map<String, String> with =
                    Map.of("https_proxy", "me:secret@" + address, "HF_ENDPOINT", "https://hub.invalid");
            assertEquals(2, diptych(with, "pull", "owner/vision-tiny").status());
            assertEquals("CONNECT hub.invalid:443 HTTP/1.1 Basic bWU6c2VjcmV0", asked.poll());
        }
    }

    // Answers whatever is asked with 407, and notes it with what it says of who asks.
    private static void refuse(ServerSocket proxy, BlockingQueue<String> asked) {
        while (!proxy.isClosed()) {
            try (Socket socket = proxy.accept();
                    BufferedReader reader = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
                String first = String.valueOf(reader.readLine());
                String who = "none";
                for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                    if (line.startsWith("Proxy-Authorization: ")) {
                        who = line.substring(line.indexOf(' ') + 1);
                    }
                }
                asked.add(first + " " + who);
                socket.getOutputStream()
                        .write("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
                                .getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                return; // the test is over
            }
        }
    }

    @Test
    void anUnknownModelIsOneLineAndStatusTwo() throws Exception {
        var result = diptych(Map.of(), "pull", "owner/none");
        assertEquals(2, result.status());
        assertEquals(1, result.errLines().size(), result.err());
        assertTrue(result.err().startsWith("diptych: owner/none: no such model"), result.err());
        assertEquals(2, diptych(Map.of(), "pull", "not/a/name").status());
    }
}
