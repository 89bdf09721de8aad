package dev.diptych.bench.load;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Sends requests for embeddings. With a fixed rate, a request is sent at its time whether or not
/// earlier ones were answered, and its duration counts from that time: a generator that waits for
/// answers would send less when the server is slow, and so hide the waiting (Tene's coordinated
/// omission).
public final class OpenLoop implements AutoCloseable {

    private static final String PATH = "/v1/embeddings";

    private final URI address;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// @param address of the server
    public OpenLoop(URI address) {
        this.address = address;
    }

    /// Sends `count` requests, `rate` per second, evenly spaced.
    public Latencies open(List<String> bodies, double rate, int count) {
        ConcurrentLinkedQueue<Double> durations = new ConcurrentLinkedQueue<>();
        AtomicInteger failed = new AtomicInteger();
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                long due = start + (long) (i * 1e9 / rate);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                String body = bodies.get(i % bodies.size());
                threads.execute(() -> send(body, due, durations, failed));
            }
        }
        return latencies(durations, failed.get(), System.nanoTime() - start);
    }

    /// Sends `count` requests on some connections, each as soon as the one before was answered: the
    /// highest rate.
    public Latencies closed(List<String> bodies, int connections, int count) {
        ConcurrentLinkedQueue<Double> durations = new ConcurrentLinkedQueue<>();
        AtomicInteger failed = new AtomicInteger();
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < connections; i++) {
                threads.execute(() -> {
                    for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                        send(bodies.get(number % bodies.size()), System.nanoTime(), durations, failed);
                    }
                });
            }
        }
        return latencies(durations, failed.get(), System.nanoTime() - start);
    }

    private static Latencies latencies(ConcurrentLinkedQueue<Double> durations, int failed, long nanos) {
        return Latencies.of(durations.stream().mapToDouble(Double::doubleValue).toArray(), failed, nanos);
    }

    private void send(String body, long due, ConcurrentLinkedQueue<Double> durations, AtomicInteger failed) {
        try {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(address.resolve(PATH))
                            .header("Content-Type", "application/json")
                            .timeout(Duration.ofMinutes(1))
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofByteArray());
            if (answer.statusCode() == 200) {
                durations.add((System.nanoTime() - due) / 1e6);
            } else {
                failed.incrementAndGet();
            }
        } catch (IOException e) {
            failed.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed.incrementAndGet();
        }
    }

    /// The metrics of the server.
    ///
    /// @throws InvalidInputException if there is no server, or it requires a token
    public String metrics() throws InterruptedException {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(address.resolve("/metrics")).build(), BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                return answer.body();
            }
            throw new InvalidInputException(
                    address + ": status " + answer.statusCode() + "; measure a server without a token on loopback");
        } catch (IOException e) {
            throw new InvalidInputException(address + ": no server answers: " + e.getMessage(), e);
        }
    }

    /// The value of a metric in Prometheus' text format; 0 if it is missing.
    public static double metric(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() {
        client.close();
    }
}
