package dev.diptych.hub;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Local hub that responds like the real one, and a second server, its CDN, for large files.
///
/// The hub itself serves small files after a redirect within it, with git's SHA-1 as their etag. Files in large file
/// storage are redirected to the CDN, with their SHA-256 in `X-Linked-Etag`. Faults are queued and applied one by one
/// to the next requests for bytes.
final class LocalHub implements AutoCloseable {

    private static final long TIME_TO_ARRIVE = 500_000_000; // nanoseconds

    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    /// A received request.
    record Request(
            boolean cdn,
            String method,
            String path,
            @Nullable String authorization,
            @Nullable String range) {}

    /// Fault that is applied to a request for bytes.
    sealed interface Fault {
        /// The connection is closed after that many bytes.
        record Cut(int bytes) implements Fault {}

        /// The connection sends nothing after that many bytes.
        record Silence(int bytes) implements Fault {}

        /// Other bytes of the same length.
        record OtherBytes() implements Fault {}

        /// More bytes than the file has.
        record Longer() implements Fault {}

        /// The complete file, regardless of the requested range.
        record NoRange() implements Fault {}

        /// A response with this status and these headers.
        record Status(int status, Map<String, String> headers) implements Fault {}
    }

    private record Stored(byte[] bytes, boolean large) {

        String etag() {
            return large ? hash("SHA-256", bytes) : hash("SHA-1", blob(bytes));
        }
    }

    private final String repository;
    private final Map<String, Stored> files = new LinkedHashMap<>();
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final Queue<Fault.Status> listFaults = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer hub = server(false);
    private final HttpServer cdn = server(true);
    private final CountDownLatch closing = new CountDownLatch(1);
    volatile @Nullable String requiredToken;
    volatile boolean gated;
    volatile boolean etagsAreChecksums = true;

    LocalHub(String repository) {
        this.repository = repository;
        hub.start();
        cdn.start();
    }

    LocalHub with(String file, String text) {
        files.put(file, new Stored(text.getBytes(StandardCharsets.UTF_8), false));
        return this;
    }

    LocalHub withLarge(String file, byte[] bytes) {
        files.put(file, new Stored(bytes, true));
        return this;
    }

    LocalHub fault(Fault... next) {
        faults.addAll(List.of(next));
        return this;
    }

    LocalHub listFault(int status, Map<String, String> headers) {
        listFaults.add(new Fault.Status(status, headers));
        return this;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
    }

    String etag(String file) {
        return stored(file).etag();
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    private Stored stored(String file) {
        return Objects.requireNonNull(files.get(file), file);
    }

    /// Ranges of the requests for bytes to the CDN, `all` for a complete file.
    List<String> cdnRanges() {
        return requests.stream()
                .filter(Request::cdn)
                .map(request -> Objects.requireNonNullElse(request.range(), "all"))
                .toList();
    }

    void forget() {
        requests.clear();
    }

    private HttpServer server(boolean isCdn) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                try (exchange) {
                    Headers headers = exchange.getRequestHeaders();
                    String path = exchange.getRequestURI().getPath();
                    requests.add(new Request(
                            isCdn,
                            exchange.getRequestMethod(),
                            path,
                            headers.getFirst("Authorization"),
                            headers.getFirst("Range")));
                    if (isCdn) {
                        bytes(exchange, path.substring(1));
                    } else {
                        answer(exchange, path);
                    }
                }
            });
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange, String path) throws IOException {
        String api = "/api/models/" + repository + "/revision/";
        String resolve = "/" + repository + "/resolve/";
        String cache = "/api/resolve-cache/models/" + repository + "/";
        String token = requiredToken;
        boolean known = token == null
                || ("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        if (path.startsWith(api)) {
            Fault.Status fault = listFaults.poll();
            if (fault != null) {
                status(exchange, fault.status(), fault.headers());
            } else if (!known && !gated) {
                status(exchange, 401, Map.of("X-Error-Message", "Invalid username or password."));
            } else if (!isKnown(path.substring(api.length()))) {
                status(exchange, 404, Map.of("X-Error-Code", "RevisionNotFound"));
            } else {
                list(exchange);
            }
        } else if (path.startsWith(resolve) || path.startsWith(cache)) {
            if (!known) {
                status(exchange, 401, Map.of("X-Error-Code", "GatedRepo"));
                return;
            }
            String rest = path.substring(path.startsWith(resolve) ? resolve.length() : cache.length());
            resolve(exchange, rest.substring(rest.indexOf('/') + 1), path.startsWith(cache), cache);
        } else {
            status(exchange, 401, Map.of("X-Error-Code", "RepoNotFound"));
        }
    }

    private static boolean isKnown(String revision) {
        return List.of("main", "v1.0", "refs/pr/1", COMMIT).contains(revision);
    }

    private void list(HttpExchange exchange) throws IOException {
        String siblings = files.entrySet().stream()
                .map(file -> "{\"rfilename\":\"%s\",\"size\":%d,\"blobId\":\"%s\"%s}"
                        .formatted(
                                file.getKey(),
                                file.getValue().bytes().length,
                                hash("SHA-1", blob(file.getValue().bytes())),
                                file.getValue().large()
                                        ? ",\"lfs\":{\"sha256\":\"%s\"}"
                                                .formatted(file.getValue().etag())
                                        : ""))
                .collect(Collectors.joining(","));
        byte[] json = ("{\"id\":\"" + repository + "\",\"sha\":\"" + COMMIT + "\",\"siblings\":[" + siblings + "]}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, json.length);
        exchange.getResponseBody().write(json);
    }

    private void resolve(HttpExchange exchange, String file, boolean cached, String cache) throws IOException {
        Stored stored = files.get(file);
        if (stored == null) {
            status(exchange, 404, Map.of("X-Error-Code", "EntryNotFound"));
            return;
        }
        String etag = etagsAreChecksums ? stored.etag() : "entity-" + file;
        Headers headers = exchange.getResponseHeaders();
        headers.set("X-Repo-Commit", COMMIT);
        if (stored.large()) {
            headers.set("X-Linked-Etag", "\"" + etag + "\"");
            headers.set("X-Linked-Size", Integer.toString(stored.bytes().length));
            headers.set("ETag", "\"of-the-pointer\"");
            status(
                    exchange,
                    302,
                    Map.of("Location", "http://127.0.0.1:" + cdn.getAddress().getPort() + "/" + file));
        } else if (!cached) {
            status(exchange, 307, Map.of("Location", cache + COMMIT + "/" + file));
        } else {
            headers.set("ETag", "W/\"" + etag + "\"");
            bytes(exchange, file);
        }
    }

    private void bytes(HttpExchange exchange, String file) throws IOException {
        byte[] bytes = stored(file).bytes();
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        Fault fault = faults.poll();
        if (fault instanceof Fault.Status status) {
            status(exchange, status.status(), status.headers());
            return;
        }
        String range = fault instanceof Fault.NoRange
                ? null
                : exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        if (from >= bytes.length && from > 0) {
            status(exchange, 416, Map.of("Content-Range", "bytes */" + bytes.length));
            return;
        }
        byte[] sent = Arrays.copyOfRange(bytes, from, bytes.length);
        if (fault instanceof Fault.OtherBytes) {
            sent[sent.length / 2] ^= 1;
        } else if (fault instanceof Fault.Longer) {
            sent = Arrays.copyOf(sent, sent.length + 10);
        }
        if (range != null) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, sent.length);
        int length = switch (fault) {
            case Fault.Cut cut -> cut.bytes();
            case Fault.Silence silence -> silence.bytes();
            case null, default -> sent.length;
        };
        exchange.getResponseBody().write(sent, 0, length);
        exchange.getResponseBody().flush();
        if (fault instanceof Fault.Cut && length > 0) {
            // Data in transit when a connection is reset are lost; wait until they have arrived.
            LockSupport.parkNanos(TIME_TO_ARRIVE);
        }
        if (fault instanceof Fault.Silence) {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void status(HttpExchange exchange, int status, Map<String, String> headers) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(status, -1);
    }

    static byte[] blob(byte[] bytes) {
        byte[] head = ("blob " + bytes.length + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] blob = Arrays.copyOf(head, head.length + bytes.length);
        System.arraycopy(bytes, 0, blob, head.length, bytes.length);
        return blob;
    }

    private static String hash(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        hub.stop(0);
        cdn.stop(0);
        threads.shutdownNow();
    }
}
