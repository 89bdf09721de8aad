package dev.diptych.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.serve.TestServer.Answer;
import dev.diptych.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Token, sessions, names of the host and origins, with a server without a model.
final class AccessTest {

    private static final String ORIGIN = "https://app.example";

    @TempDir
    private static Path folder;

    private static TestServer open;
    private static TestServer closed;

    @BeforeAll
    static void start() throws IOException {
        Path runs = Files.createDirectory(folder.resolve("runs"));
        open = new TestServer.Options(null).runs(runs).start();
        closed = new TestServer.Options(null).runs(runs).token().origin(ORIGIN).start();
    }

    @AfterAll
    static void stop() {
        open.close();
        closed.close();
    }

    @Test
    void onlyProbesAndThePageAreOpenWithoutTheToken() throws Exception {
        for (String path :
                new String[] {"/health", "/ready", "/", "/page/app.js", "/page/style.css", "/openapi.json", "/session"
                }) {
            assertEquals(200, closed.get(path).status(), path);
        }
        for (String path : new String[] {"/runs", "/metrics"}) {
            Answer refused = closed.get(path);
            assertEquals(401, refused.status(), path);
            assertEquals(
                    "Bearer",
                    refused.response().headers().firstValue("WWW-Authenticate").orElse(""));
            assertEquals(
                    200,
                    closed.get(path, "Authorization", "Bearer " + TestServer.TOKEN)
                            .status(),
                    path);
            assertEquals(
                    401,
                    closed.get(path, "Authorization", "Bearer " + TestServer.TOKEN + "x")
                            .status(),
                    path);
            assertEquals(
                    401, closed.get(path, "Authorization", TestServer.TOKEN).status(), path);
            assertEquals(200, open.get(path).status(), path);
        }
        assertFalse(closed.get("/session").json().path("authorized").asBoolean());
        assertTrue(closed.get("/session").json().path("version").isNull());
    }

    @Test
    void theTokenIsExchangedForACookie() throws Exception {
        assertEquals(401, closed.post("/session", "{\"token\": \"another\"}").status());
        Answer begun = closed.post("/session", "{\"token\": \"%s\"}".formatted(TestServer.TOKEN));
        assertEquals(200, begun.status());
        String cookie = begun.response().headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), cookie);
        String pair = cookie.substring(0, cookie.indexOf(';'));
        assertEquals(200, closed.get("/runs", "Cookie", "theme=dark; " + pair).status());
        assertEquals(401, closed.get("/runs", "Cookie", pair + "x").status());
        assertEquals(
                200, closed.send("DELETE", "/session", null, "Cookie", pair).status());
        assertEquals(401, closed.get("/runs", "Cookie", pair).status());
    }

    @Test
    void aHostThatIsNotLoopbackRequiresAToken() {
        Path runs = folder.resolve("runs");
        var failure = assertThrows(
                InvalidInputException.class,
                () -> DiptychServer.start(new ServeOptions(
                        null,
                        Precision.FP32,
                        null,
                        null,
                        null,
                        runs,
                        "0.0.0.0",
                        0,
                        "x",
                        null,
                        Set.of(),
                        Set.of(),
                        false,
                        false,
                        Limits.defaults())));
        assertTrue(String.valueOf(failure.getMessage()).contains("--token-file"), failure.getMessage());
        assertThrows(
                InvalidInputException.class,
                () -> new ServeOptions(
                        null,
                        Precision.FP32,
                        null,
                        null,
                        null,
                        runs,
                        "0.0.0.0",
                        0,
                        "x",
                        "short",
                        Set.of(),
                        Set.of(),
                        false,
                        false,
                        Limits.defaults()));
    }

    @Test
    void aPortInUseIsOneLine() {
        var failure = assertThrows(
                InvalidInputException.class,
                () -> DiptychServer.start(new ServeOptions(
                        null,
                        Precision.FP32,
                        null,
                        null,
                        null,
                        folder.resolve("runs"),
                        "127.0.0.1",
                        open.port(),
                        "x",
                        null,
                        Set.of(),
                        Set.of(),
                        false,
                        false,
                        Limits.defaults())));
        assertTrue(String.valueOf(failure.getMessage()).contains("--port"), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "http://127.0.0.1", "null", "https://app.example.evil.example"})
    void requestsFromPagesOfOtherSitesAreRefused(String origin) throws Exception {
        for (TestServer server : new TestServer[] {open, closed}) {
            Answer refused = server.get("/health", "Origin", origin);
            assertEquals(403, refused.status());
            assertTrue(refused.response()
                    .headers()
                    .firstValue("Access-Control-Allow-Origin")
                    .isEmpty());
        }
    }

    @Test
    void aConfiguredOriginMayReadAnswers() throws Exception {
        Answer answer = closed.get("/health", "Origin", ORIGIN);
        assertEquals(200, answer.status());
        assertEquals(
                ORIGIN,
                answer.response()
                        .headers()
                        .firstValue("Access-Control-Allow-Origin")
                        .orElse(""));
        Answer preflight =
                closed.send("OPTIONS", "/session", null, "Origin", ORIGIN, "Access-Control-Request-Method", "POST");
        assertEquals(204, preflight.status());
        assertTrue(preflight
                .response()
                .headers()
                .firstValue("Access-Control-Allow-Methods")
                .orElse("")
                .contains("POST"));
        assertEquals(403, open.get("/health", "Origin", ORIGIN).status());
        assertEquals(200, open.get("/health", "Origin", open.address()).status());
    }

    @Test
    void everyAnswerRestrictsBrowsers() throws Exception {
        for (String path : new String[] {"/", "/health", "/nothing", "/page/app.js"}) {
            var headers = open.get(path).response().headers();
            assertEquals("nosniff", headers.firstValue("X-Content-Type-Options").orElse(""), path);
            assertTrue(
                    headers.firstValue("Content-Security-Policy").orElse("").contains("frame-ancestors 'none'"), path);
        }
        String policy = open.get("/")
                .response()
                .headers()
                .firstValue("Content-Security-Policy")
                .orElse("");
        assertFalse(policy.contains("unsafe"), policy);
    }
}
