package dev.diptych.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LatenciesTest {

    @Test
    void percentilesAreTheNearestRanks() {
        double[] hundred = IntStream.rangeClosed(1, 100)
                .map(i -> 101 - i)
                .mapToDouble(i -> i)
                .toArray();
        Latencies latencies = Latencies.of(hundred, 3, 2_000_000_000L);
        assertEquals(50, latencies.percentile(50));
        assertEquals(99, latencies.percentile(99));
        assertEquals(100, latencies.percentile(99.9));
        assertEquals(50, latencies.perSecond());
        assertEquals(3, latencies.failed());
        assertTrue(Double.isNaN(Latencies.of(new double[0], 1, 1).percentile(50)));
    }

    @Test
    void waitingBehindASlowAnswerCountsInAnOpenLoop() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newSingleThreadExecutor()); // one request at a time, 50 ms each
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(200, 1);
            exchange.getResponseBody().write('x');
            exchange.close();
        });
        server.start();
        try (OpenLoop load = new OpenLoop(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()))) {
            Latencies closed = load.closed(List.of("{}"), 1, 10);
            assertEquals(0, closed.failed());
            assertTrue(closed.percentile(50) < 150, closed.percentile(50) + " ms");
            // Twice as many as the server can answer: the last of 20 waits for about half of the others.
            Latencies open = load.open(List.of("{}"), 40, 20);
            assertEquals(0, open.failed());
            assertTrue(open.percentile(99) > 300, open.percentile(99) + " ms");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void metricsAreReadByTheirFullName() {
        String text = "# HELP a b\na{kind=\"x\"} 2.5\na_count{kind=\"x\"} 4\n";
        assertEquals(2.5, OpenLoop.metric(text, "a{kind=\"x\"}"));
        assertEquals(0, OpenLoop.metric(text, "a"));
    }
}
