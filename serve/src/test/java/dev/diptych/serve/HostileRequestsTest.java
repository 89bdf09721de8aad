package dev.diptych.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Requests that no client sends by accident, over plain sockets. After each of them the server still
/// answers.
final class HostileRequestsTest {

    private static final int RANDOM_REQUESTS = 1_000;
    private static final int DROPPED = 200;

    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        Limits d = Limits.defaults();
        server = TestServer.golden(folder)
                .limits(new Limits(
                        1 << 20,
                        1 << 19,
                        1_000_000,
                        64,
                        128,
                        32,
                        d.batch(),
                        d.batchDelay(),
                        Duration.ofSeconds(3),
                        256))
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void stillAnswers() throws Exception {
        assertEquals(200, server.post("/v1/embeddings", "{\"input\": \"t51\"}").status());
    }

    /// Sends bytes and returns what the server answers until it closes, or has sent a complete answer.
    private static String send(byte[] request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            try {
                out.write(request);
                out.flush();
                socket.shutdownOutput();
            } catch (IOException e) {
                // the server has answered and closed before the whole request was sent
            }
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                in.transferTo(answer);
            } catch (IOException e) {
                // closed with unread bytes
            }
            return answer.toString(StandardCharsets.UTF_8);
        }
    }

    private static String send(String head, String body) throws IOException {
        return send((head + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
    }

    private static String post(String path, String body, String... headers) throws IOException {
        StringBuilder head =
                new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Connection: close\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length);
        for (String header : headers) {
            head.append("\r\n").append(header);
        }
        return send(head.toString(), body);
    }

    private static void refused(String answer) {
        assertTrue(answer.matches("(?s)HTTP/1\\.1 4\\d\\d .*"), answer);
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertTrue(
                JsonMapper.shared().readTree(body).path("error").path("message").isString(), answer);
        assertFalse(body.contains("Exception") || body.contains("at dev."), body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost",
                "GET /page/../../../etc/passwd HTTP/1.1\r\nHost: localhost",
                "GET /page/%2e%2e%2f%2e%2e%2fetc%2fpasswd HTTP/1.1\r\nHost: localhost",
                "GET /page/..%5c..%5cwindows HTTP/1.1\r\nHost: localhost",
                "GET /page/app.js%00.png HTTP/1.1\r\nHost: localhost",
                "GET /%zz HTTP/1.1\r\nHost: localhost",
                "GET / HTTP/1.1\r\nHost: evil.example",
                "GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example",
                "GET / HTTP/1.1\r\nHost: a b",
                "GET / HTTP/1.1\r\nHost: localhost@evil.example",
                "GET / HTTP/1.1\r\nX: y",
                "BREW /v1/models HTTP/1.1\r\nHost: localhost",
                "PUT /v1/models HTTP/1.1\r\nHost: localhost",
                "TRACE / HTTP/1.1\r\nHost: localhost",
                "GET /nothing HTTP/1.1\r\nHost: localhost",
                "POST /v1/embeddings HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2",
                "POST /v1/embeddings HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 2",
                "POST /v1/embeddings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2",
                "POST /v1/embeddings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999999999",
            })
    void invalidRequestsAreRefusedAsJson(String head) throws IOException {
        refused(send(head + "\r\nConnection: close", "{}"));
    }

    @Test
    void whatIsNotHttpIsRefused() throws IOException {
        for (String text :
                new String[] {"hello\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\0\0\0\0\r\n\r\n"}) {
            String answer = send(text.getBytes(StandardCharsets.UTF_8));
            assertTrue(answer.isEmpty() || answer.matches("(?s)HTTP/1\\.[01] [45]\\d\\d .*"), answer);
        }
    }

    @Test
    void aHeaderCannotBeInjected() throws IOException {
        String answer =
                send("GET /nothing%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: localhost\r\nConnection: close", "");
        assertTrue(answer.startsWith("HTTP/1.1 404"), answer);
        assertFalse(answer.contains("Set-Cookie"), answer);
    }

    @Test
    void deepNestingAndLongNamesAreRefused() throws IOException {
        refused(post("/v1/embeddings", "[".repeat(500_000)));
        refused(post("/v1/embeddings", "{\"input\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}"));
        refused(post("/v1/embeddings", "{\"a\":".repeat(50_000)));
        refused(post("/v1/embeddings", "{\"" + "x".repeat(100_000) + "\": 1}"));
        refused(post("/v1/embeddings", "{\"input\": \"a\", \"dimensions\": " + "9".repeat(50_000) + "}"));
    }

    @Test
    void largeBodiesAreRefusedWithAndWithoutALength() throws IOException {
        refused(post("/v1/embeddings", "{\"input\": \"" + "x".repeat(1 << 20) + "\"}"));
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        refused(send(
                "POST /v1/embeddings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked",
                chunk.repeat(40) + "0\r\n\r\n"));
    }

    @Test
    void imagesThatAreBombsAreRefused() throws IOException {
        String bomb = Base64.getEncoder().encodeToString(png(30_000, 30_000));
        String answer = post("/v1/embeddings", "{\"input\": [{\"image\": \"" + bomb + "\"}]}");
        refused(answer);
        assertTrue(answer.contains("more than the limit"), answer);
        refused(post("/v1/embeddings", "{\"input\": [{\"image\": \"" + "A".repeat(800_000) + "\"}]}"));
        refused(post("/pair", "{\"image\": \"data:image/svg+xml,<svg/>\", \"texts\": [\"a\"]}"));
        refused(post("/pair", "{\"image\": \"http://127.0.0.1/\", \"texts\": [\"a\"]}"));
    }

    // A small file that declares many pixels.
    private static byte[] png(int width, int height) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
        byte[] header = new byte[13];
        java.nio.ByteBuffer.wrap(header).putInt(width).putInt(height);
        header[8] = 8;
        header[9] = 2;
        chunk(png, "IHDR", header);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (var deflated = new DeflaterOutputStream(data)) {
            deflated.write(new byte[1 << 16]);
        }
        chunk(png, "IDAT", data.toByteArray());
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] data) throws IOException {
        byte[] typed = new byte[4 + data.length];
        System.arraycopy(type.getBytes(StandardCharsets.US_ASCII), 0, typed, 0, 4);
        System.arraycopy(data, 0, typed, 4, data.length);
        CRC32 check = new CRC32();
        check.update(typed);
        png.write(java.nio.ByteBuffer.allocate(4).putInt(data.length).array());
        png.write(typed);
        png.write(java.nio.ByteBuffer.allocate(4).putInt((int) check.getValue()).array());
    }

    @Test
    void aSlowBodyIsEndedAfterTheTimeOfARequest() throws Exception {
        String answer = sendSlowly(
                "POST /v1/embeddings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n",
                " ");
        assertTrue(answer.startsWith("HTTP/1.1 408"), answer);
    }

    @Test
    void slowHeadersEndTheConnectionAfterTheTimeOfARequest() throws Exception {
        String answer = sendSlowly("GET /health HTTP/1.1\r\nHost: localhost\r\n", "X: y\r\n");
        assertEquals("", answer);
    }

    @Test
    @Tag("slow")
    void headersThatAreSlowButCompleteInTimeAreAnswered() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            OutputStream out = socket.getOutputStream();
            for (int request = 0; request < 2; request++) {
                for (String line : List.of("GET /health HTTP/1.1\r\n", "Host: localhost\r\n", "X: y\r\n", "\r\n")) {
                    out.write(line.getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    Thread.sleep(300);
                }
                byte[] some = new byte[4096];
                String answer = new String(some, 0, socket.getInputStream().read(some), StandardCharsets.UTF_8);
                assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
                Thread.sleep(3_500); // the deadline of the headers does not end the connection later
            }
        }
    }

    // Sends the beginning and then a piece ten times a second, until the server answers or closes.
    private static String sendSlowly(String beginning, String piece) throws Exception {
        long start = System.nanoTime();
        String answer = "";
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(beginning.getBytes(StandardCharsets.UTF_8));
            while (System.nanoTime() - start < Duration.ofSeconds(20).toNanos()) {
                out.write(piece.getBytes(StandardCharsets.UTF_8));
                out.flush();
                Thread.sleep(100);
                if (socket.getInputStream().available() > 0) {
                    byte[] some = new byte[4096];
                    answer = new String(some, 0, socket.getInputStream().read(some), StandardCharsets.UTF_8);
                    break;
                }
            }
        } catch (IOException e) {
            // closed
        }
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(15).toNanos(), "still open");
        return answer;
    }

    @Test
    void clientsThatDisconnectDisturbNobody() throws Exception {
        String body = "{\"input\": [\"t51\", \"t52\"]}";
        String head =
                "POST /v1/embeddings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n";
        for (int i = 0; i < DROPPED; i++) {
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                socket.setSoLinger(true, 0);
                String part = (head + body).substring(0, (head + body).length() * (i + 1) / DROPPED);
                socket.getOutputStream().write(part.getBytes(StandardCharsets.UTF_8));
            }
            if (i % 10 == 0) {
                stillAnswers();
            }
        }
    }

    @Test
    void randomRequestsAreRefused() throws Exception {
        RandomGenerator random = RandomKey.of(1).with("requests").generator();
        List<String> pieces = List.of(
                "{",
                "}",
                "[",
                "]",
                ":",
                ",",
                "\"input\"",
                "\"image\"",
                "\"texts\"",
                "\"query\"",
                "\"documents\"",
                "null",
                "true",
                "1e999",
                "-0",
                "\"\\ud800\"",
                "\"t51\"",
                "{\"text\": 1}",
                "\"\\u0000\"",
                "[[[]]]",
                "\"dimensions\"",
                " ");
        List<String> paths =
                List.of("/v1/embeddings", "/v1/rerank", "/pair", "/classify", "/session", "/v1/models", "/search");
        for (int i = 0; i < RANDOM_REQUESTS; i++) {
            StringBuilder body = new StringBuilder();
            for (int j = random.nextInt(12); j >= 0; j--) {
                body.append(pieces.get(random.nextInt(pieces.size())));
            }
            String answer = post(paths.get(random.nextInt(paths.size())), body.toString());
            assertTrue(answer.matches("(?s)HTTP/1\\.1 [24]\\d\\d .*"), body + "\n" + answer);
        }
    }

    @Test
    void aLoneSurrogateIsATextLikeAnother() throws Exception {
        var answer = server.post("/v1/embeddings", "{\"input\": [\"\\ud800\", \"t51\"]}");
        assertEquals(200, answer.status(), answer.body());
    }
}
