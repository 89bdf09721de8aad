package dev.diptych.data.internal.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.diptych.data.ImageSource;
import dev.diptych.data.format.SmallSet;
import dev.diptych.image.UnreadableImageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DownloadsTest {

    @TempDir
    private Path folder;

    private HttpServer server;
    private ExecutorService threads;
    private Downloads downloads;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile int status = 200;
    private volatile int failures;
    private volatile long delay;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            boolean fails = requests.incrementAndGet() <= failures;
            byte[] bytes = SmallSet.image("tiny_10x7.png");
            try {
                Thread.sleep(delay);
                exchange.sendResponseHeaders(fails ? status : 200, fails ? -1 : bytes.length);
                if (!fails) {
                    exchange.getResponseBody().write(bytes);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                exchange.close();
            }
        });
        server.start();
        downloads = downloads();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void anImageIsFetchedOnce() throws UnreadableImageException {
        ImageSource image = downloads.image(address("1.png"));
        assertEquals(10, image.read().width());
        assertEquals(10, image.read().width());
        assertEquals(10, downloads().image(address("1.png")).read().width()); // another run
        assertEquals(1, requests.get());
    }

    @Test
    void aPassingFailureIsTriedAgain() throws UnreadableImageException {
        status = 503;
        failures = 2;
        assertEquals(10, downloads.image(address("1.png")).read().width());
        assertEquals(3, requests.get());
    }

    @Test
    void aLastingFailureIsNotAndStaysOne() throws IOException {
        status = 404;
        failures = 100;
        ImageSource image = downloads.image(address("1.png"));
        for (int i = 0; i < 2; i++) {
            UnreadableImageException failure = assertThrows(UnreadableImageException.class, image::read);
            assertEquals("it cannot be downloaded: the server answers with status 404", failure.reason());
            assertEquals(address("1.png"), failure.name());
        }
        assertEquals(1, requests.get());
        try (var files = Files.walk(folder)) {
            assertEquals(0, files.filter(Files::isRegularFile).count());
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() {
        delay = 20_000;
        long start = System.nanoTime();
        UnreadableImageException failure = assertThrows(
                UnreadableImageException.class,
                () -> new Downloads(new CacheFolder(folder), Duration.ofSeconds(1), 1)
                        .image(address("1.png"))
                        .read());
        assertTrue(failure.reason().contains("no response in time"), failure.reason());
        assertTrue(System.nanoTime() - start < 10_000_000_000L);
    }

    @Test
    void whatIsNoAddressOrNoServerIsNamed() {
        for (String address : new String[] {"http://", "http://[x", "http://localhost:1/1.png"}) {
            UnreadableImageException failure = assertThrows(
                    UnreadableImageException.class,
                    () -> downloads.image(address).read());
            assertTrue(failure.reason().startsWith("it cannot be downloaded: "), failure.reason());
        }
    }

    private Downloads downloads() {
        return new Downloads(new CacheFolder(folder), Duration.ofSeconds(5), 2);
    }

    private String address(String name) {
        return "http://%s:%d/%s"
                .formatted(
                        server.getAddress().getHostString(), server.getAddress().getPort(), name);
    }
}
