package dev.diptych.serve.internal.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.diptych.serve.internal.fetch.ImageFetcher.Limits;
import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Deadline;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against servers on the loopback addresses 127.0.0.1, which the policy of these tests takes for a
/// public one, and 127.0.0.2, which it takes for a private one.
final class ImageFetcherTest {

    private static final byte[] IMAGE = {1, 2, 3, 4, 5};
    private static final int MOST = 1000;

    private final AtomicInteger privateHits = new AtomicInteger();
    private HttpServer publicServer;
    private HttpServer privateServer;
    private ImageFetcher fetcher;

    @BeforeEach
    void start() throws IOException {
        publicServer = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        publicServer.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        publicServer.createContext("/", this::answer);
        publicServer.start();
        privateServer = HttpServer.create(
                new InetSocketAddress("127.0.0.2", publicServer.getAddress().getPort()), 0);
        privateServer.createContext("/", exchange -> {
            privateHits.incrementAndGet();
            send(exchange, 200, IMAGE);
        });
        privateServer.start();
        fetcher = fetcher(InetAddress::getAllByName, Duration.ofSeconds(5));
    }

    private static ImageFetcher fetcher(ImageFetcher.Names names, Duration time) {
        return new ImageFetcher(
                new Limits(MOST, 2, time, Set.of()),
                address -> address.getHostAddress().equals("127.0.0.1"),
                names);
    }

    @AfterEach
    void stop() {
        fetcher.close();
        publicServer.stop(0);
        privateServer.stop(0);
        assertEquals(0, privateHits.get(), "the private server was contacted");
    }

    private int port() {
        return publicServer.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        switch (path) {
            case "/image" -> send(exchange, 200, IMAGE);
            case "/large" -> send(exchange, 200, new byte[MOST + 1]);
            case "/endless" -> {
                exchange.sendResponseHeaders(200, 0);
                try (OutputStream out = exchange.getResponseBody()) {
                    for (int i = 0; i < 100; i++) {
                        out.write(new byte[100]);
                    }
                }
            }
            case "/slow" -> {
                exchange.sendResponseHeaders(200, 0);
                try (OutputStream out = exchange.getResponseBody()) {
                    for (int i = 0; i < 100; i++) {
                        out.write(1);
                        out.flush();
                        Thread.sleep(100);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            case "/once" -> redirect(exchange, "/image");
            case "/loop" -> redirect(exchange, "/loop");
            case "/private" -> redirect(exchange, "http://127.0.0.2:" + port() + "/image");
            case "/decimal" -> redirect(exchange, "http://2130706434:" + port() + "/image");
            case "/file" -> redirect(exchange, "file:///etc/passwd");
            case "/other" -> redirect(exchange, "http://other.test:" + port() + "/image");
            default -> send(exchange, 404, new byte[0]);
        }
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().add("Location", location);
        send(exchange, 302, new byte[0]);
    }

    private static void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private byte[] fetch(String url) {
        return fetcher.fetch(url, "input[0]", Deadline.in(Duration.ofSeconds(20)));
    }

    private ApiException refused(String url) {
        ApiException failure = assertThrows(ApiException.class, () -> fetch(url));
        assertEquals(400, failure.status());
        assertTrue(String.valueOf(failure.getMessage()).startsWith("input[0]: "), failure.getMessage());
        return failure;
    }

    @Test
    void aPublicImageIsFetchedAlsoThroughARedirect() {
        assertArrayEquals(IMAGE, fetch("http://127.0.0.1:" + port() + "/image"));
        assertArrayEquals(IMAGE, fetch("http://127.0.0.1:" + port() + "/once"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.2:%d/image",
                "http://2130706434:%d/image", // 127.0.0.2 in decimal
                "http://0177.0.0.2:%d/image",
                "http://0x7f000002:%d/image",
                "http://127.2:%d/image",
                "http://[::ffff:127.0.0.2]:%d/image",
                "http://[::ffff:7f00:2]:%d/image",
                "http://[::1]:%d/image",
                "http://localhost.:%d/image",
                "http://127.0.0.1:%d/private",
                "http://127.0.0.1:%d/decimal",
                "http://127.0.0.1:%d/file",
                "http://127.0.0.1:%d/loop",
                "http://127.0.0.1:%d/missing",
                "http://user@127.0.0.1:%d/image",
                "ftp://127.0.0.1:%d/image",
                "file:///etc/passwd",
                "http:///image",
                "http://127.0.0.1:%d/a b",
            })
    void everythingElseIsRefused(String url) {
        String address = url.contains("%d") ? url.formatted(port()) : url;
        if (address.contains("localhost.")) {
            fetcher.close();
            fetcher = fetcher(_ -> new InetAddress[] {InetAddress.getByName("127.0.0.2")}, Duration.ofSeconds(5));
        }
        refused(address);
    }

    @Test
    void aNameThatChangesItsAddressIsCheckedForEachConnection() {
        AtomicInteger lookups = new AtomicInteger();
        fetcher.close();
        fetcher = fetcher(
                _ -> new InetAddress[] {
                    InetAddress.getByName(lookups.incrementAndGet() == 1 ? "127.0.0.1" : "127.0.0.2")
                },
                Duration.ofSeconds(5));
        // The first answer is used for the connection itself, without another look-up.
        assertArrayEquals(IMAGE, fetch("http://rebinding.test:" + port() + "/image"));
        assertEquals(1, lookups.get());
        refused("http://rebinding.test:" + port() + "/image");
    }

    @Test
    void aNameWithAPublicAndAPrivateAddressIsRefused() {
        fetcher.close();
        fetcher = fetcher(
                _ -> new InetAddress[] {InetAddress.getByName("127.0.0.1"), InetAddress.getByName("127.0.0.2")},
                Duration.ofSeconds(5));
        refused("http://both.test:" + port() + "/image");
    }

    @Test
    void aRedirectToANameThatIsPrivateIsRefused() {
        fetcher.close();
        fetcher = fetcher(
                host -> new InetAddress[] {InetAddress.getByName(host.equals("other.test") ? "127.0.0.2" : "127.0.0.1")
                },
                Duration.ofSeconds(5));
        refused("http://first.test:" + port() + "/other");
    }

    @Test
    void sizeAndTimeAreLimited() {
        assertTrue(
                String.valueOf(refused("http://127.0.0.1:" + port() + "/large").getMessage())
                        .contains("more than"));
        assertTrue(String.valueOf(
                        refused("http://127.0.0.1:" + port() + "/endless").getMessage())
                .contains("more than"));
        fetcher.close();
        fetcher = fetcher(InetAddress::getAllByName, Duration.ofMillis(500));
        long start = System.nanoTime();
        refused("http://127.0.0.1:" + port() + "/slow");
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(4).toNanos());
    }

    @Test
    void onlyTheUsualPortsAreContacted() {
        try (ImageFetcher usual = new ImageFetcher(Limits.ofBytes(MOST))) {
            for (String url : new String[] {"http://example.org:22/", "http://127.0.0.1/", "http://localhost/"}) {
                assertThrows(
                        ApiException.class,
                        () -> usual.fetch(url, "input[0]", Deadline.in(Duration.ofSeconds(5))),
                        url);
            }
        }
    }

    @Test
    void namesThatDoNotResolveAreRefused() {
        fetcher.close();
        fetcher = fetcher(
                host -> {
                    throw new UnknownHostException(host);
                },
                Duration.ofSeconds(5));
        refused("http://nowhere.test:" + port() + "/image");
    }
}
