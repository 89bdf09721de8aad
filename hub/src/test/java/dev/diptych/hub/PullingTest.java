package dev.diptych.hub;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/// Common setup of tests of a pull: a local hub, [LocalHub], and an empty cache.
abstract class PullingTest {

    static final HubName MODEL = HubName.parse("owner/tiny").orElseThrow();
    static final byte[] WEIGHTS = random(300_000);
    static final RetryPolicy.Limits QUICK =
            new RetryPolicy.Limits(3, Duration.ofMillis(5), Duration.ofSeconds(5), Duration.ofSeconds(20));
    static final RetryPolicy.Limits IMPATIENT =
            new RetryPolicy.Limits(20, Duration.ofMillis(5), Duration.ofSeconds(5), Duration.ofSeconds(1));

    @TempDir
    Path root;

    final List<String> said = new CopyOnWriteArrayList<>();
    final LocalHub server =
            new LocalHub("owner/tiny").with("config.json", "{}").withLarge("model.safetensors", WEIGHTS);

    @AfterEach
    final void stop() {
        server.close();
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    PulledModel pull() throws IOException, InterruptedException {
        return pull(MODEL, null, false);
    }

    PulledModel pull(HubName name, @Nullable String token, boolean offline) throws IOException, InterruptedException {
        return pull(name, token, offline, QUICK);
    }

    PulledModel pull(HubName name, @Nullable String token, boolean offline, RetryPolicy.Limits limits)
            throws IOException, InterruptedException {
        HubListener listener = new HubListener() {
            @Override
            public void say(String line) {
                said.add(line);
            }

            @Override
            public void received(String file, long received, long size) {
                assertTrue(received <= size, file);
            }
        };
        try (Hub hub = new Hub(new HubSettings(server.endpoint(), root, token, offline), listener, limits)) {
            return hub.pull(name);
        }
    }

    Path blob(String etag) {
        return root.resolve("models--owner--tiny/blobs").resolve(etag);
    }

    Path partial(byte[] bytes) throws IOException {
        Path partial = blob(server.etag("model.safetensors") + ".incomplete");
        Files.createDirectories(partial.getParent());
        return Files.write(partial, bytes);
    }

    List<String> tree() throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(Predicate.not(Files::isDirectory))
                    .map(path -> root.relativize(path).toString())
                    .filter(path -> !path.startsWith(".locks"))
                    .sorted()
                    .toList();
        }
    }

    static String message(Exception failure) {
        return Objects.requireNonNull(failure.getMessage());
    }

    static HubListener silent() {
        return new HubListener() {
            @Override
            public void say(String line) {}

            @Override
            public void received(String file, long received, long size) {}
        };
    }
}
