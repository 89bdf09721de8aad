package dev.diptych.serve;

import dev.diptych.testing.GoldenModel;
import dev.diptych.torch.Precision;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server on a free port, with a tiny model, and a client for it.
final class TestServer implements AutoCloseable {

    static final String TOKEN = "a token of enough characters";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DiptychServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private TestServer(ServeOptions options) {
        this.server = DiptychServer.start(options);
    }

    /// Options for the tiny model of the tests, whose words are `t0` to `t98`.
    static Options golden(Path folder) throws IOException {
        return new Options(GoldenModel.write(Files.createTempDirectory(folder, "served"), 9, 91));
    }

    /// Options that tests change one by one.
    static final class Options {
        private final @Nullable Path model;
        private @Nullable Path index;
        private @Nullable Path audit;
        private @Nullable String data;
        private @Nullable Path runs;
        private @Nullable String token;
        private Set<String> origins = Set.of();
        private boolean everything;
        private Limits limits = Limits.defaults();

        Options(@Nullable Path model) {
            this.model = model;
        }

        Options index(Path directory) {
            index = directory;
            return this;
        }

        Options audit(Path directory, @Nullable String location) {
            audit = directory;
            data = location;
            return this;
        }

        Options runs(Path directory) {
            runs = directory;
            return this;
        }

        Options token() {
            token = TOKEN;
            return this;
        }

        Options origin(String origin) {
            origins = Set.of(origin);
            return this;
        }

        /// Also fetches images and serves Weaviate's endpoints.
        Options everything() {
            everything = true;
            return this;
        }

        Options limits(Limits changed) {
            limits = changed;
            return this;
        }

        ServeOptions value() {
            return new ServeOptions(
                    model,
                    Precision.FP32,
                    index,
                    audit,
                    data,
                    runs,
                    "127.0.0.1",
                    0,
                    ServeOptions.SERVED_NAME,
                    token,
                    Set.of(),
                    origins,
                    everything,
                    everything,
                    limits);
        }

        TestServer start() {
            return new TestServer(value());
        }
    }

    /// An answer.
    record Answer(int status, String body, HttpResponse<String> response) {

        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        /// The message of an error.
        String message() {
            return json().path("error").path("message").asString("");
        }
    }

    int port() {
        return server.port();
    }

    String address() {
        return "http://127.0.0.1:" + port();
    }

    DiptychServer server() {
        return server;
    }

    /// The metrics as soon as they fulfil a condition, or after ten seconds: a request is counted when its answer has
    /// been sent, which its client may receive before.
    String metricsWhen(Predicate<String> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String metrics = get("/metrics").body();
        while (!condition.test(metrics) && System.nanoTime() < deadline) {
            metrics = get("/metrics").body();
        }
        return metrics;
    }

    Answer get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, null, headers);
    }

    /// Sends JSON.
    Answer post(String path, String json, String... headers) throws IOException, InterruptedException {
        return send("POST", path, json, headers);
    }

    Answer send(String method, String path, @Nullable String json, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address() + path))
                .timeout(Duration.ofMinutes(2))
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body(), response);
    }

    /// A file as a data URI.
    static String dataUri(Path image) throws IOException {
        return "data:image/png;base64," + base64(image);
    }

    static String base64(Path file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
