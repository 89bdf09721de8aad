package dev.diptych.data.internal.archive;

import dev.diptych.base.ContentDigest;
import dev.diptych.base.internal.Proxies;
import dev.diptych.data.DataOptions;
import dev.diptych.data.FileRegion;
import dev.diptych.data.ImageSource;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.decode.ImageDecoder;
import java.io.IOException;
import java.io.Serial;
import java.net.ConnectException;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Images at addresses (http, https), downloaded once into a cache on disk.
///
/// Each attempt has a timeout for connecting and for the start of the response, and six times that for the complete
/// response. Transient failures (no connection, timeout, status 408, 429 or 5xx) are retried after a pause that
/// doubles. A failure is remembered until the program ends, so that the set of images does not change between epochs.
/// Thread-safe.
public final class Downloads {

    private static final String USER_AGENT = "diptych";
    private static final long LARGEST = 256L << 20;
    private static final int WHOLE = 6; // times the timeout for the start of the response
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final CacheFolder cache;
    private final Duration timeout;
    private final int retries;
    private final String userAgent;
    private final Proxies proxies = Proxies.fromEnvironment();
    private final Map<String, UnreadableImageException> failed = new ConcurrentHashMap<>();
    private @Nullable HttpClient client; // created for the first download, because it starts a thread

    Downloads(CacheFolder cache, Duration timeout, int retries) {
        this(cache, timeout, retries, USER_AGENT);
    }

    private Downloads(CacheFolder cache, Duration timeout, int retries, String userAgent) {
        this.userAgent = userAgent;
        this.cache = cache;
        this.timeout = timeout;
        this.retries = retries;
    }

    public static Downloads of(DataOptions options) {
        return new Downloads(CacheFolder.of(options.cache()), options.timeout(), options.retries(), userAgent(options));
    }

    private static String userAgent(DataOptions options) {
        return options.userAgent() == null ? USER_AGENT : options.userAgent();
    }

    public CacheFolder cache() {
        return cache;
    }

    /// Whether a row's image is an address rather than a path.
    public static boolean isAddress(String reference) {
        String start = reference.substring(0, Math.min(8, reference.length())).toLowerCase(Locale.ROOT);
        return start.startsWith("http://") || start.startsWith("https://");
    }

    /// Returns the image at an address, which is downloaded when it is first read.
    public ImageSource image(String address) {
        return new ImageAtAddress(address);
    }

    private final class ImageAtAddress implements ImageSource {
        private final String address;

        ImageAtAddress(String address) {
            this.address = address;
        }

        @Override
        public RgbImage read() throws UnreadableImageException {
            return ImageDecoder.decode(bytes(address), address);
        }

        @Override
        public RgbImage readReduced(int enough) throws UnreadableImageException {
            return ImageDecoder.decodeReduced(bytes(address), address, enough);
        }

        /// File to which it is or will be downloaded.
        @Override
        public FileRegion region() {
            return FileRegion.whole(cache.folder().resolve(place(address)));
        }

        /// Digest of the bytes, equal to that of a separate file with them.
        @Override
        public byte[] digest() throws UnreadableImageException {
            return new ContentDigest().bytes(ByteBuffer.wrap(bytes(address))).bytes();
        }
    }

    private byte[] bytes(String address) throws UnreadableImageException {
        UnreadableImageException known = failed.get(address);
        if (known != null) {
            throw known;
        }
        try {
            Path file = cache.file(place(address), temporary -> download(address, temporary));
            return Files.readAllBytes(file);
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            UnreadableImageException failure =
                    new UnreadableImageException(address, "it cannot be downloaded: " + reason, e);
            if (!Thread.currentThread().isInterrupted()) {
                failed.put(address, failure);
            }
            throw failure;
        }
    }

    // Path within the cache.
    private static Path place(String address) {
        String digest = CacheFolder.digest(address);
        return Path.of("images", digest.substring(0, 2), digest);
    }

    private void download(String address, Path target) throws IOException {
        HttpRequest request = request(address);
        Duration pause = PAUSE;
        for (int attempt = 0; ; attempt++) {
            IOException failure;
            try {
                int status = send(request, target);
                if (status == 200) {
                    return;
                }
                failure = new IOException("the server answers with status " + status);
                if (status != 408 && status != 429 && status < 500) {
                    throw new LastingFailure(failure.getMessage());
                }
            } catch (LastingFailure e) {
                throw e;
            } catch (IOException e) {
                failure = e;
            }
            if (attempt == retries) {
                throw failure;
            }
            sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private synchronized HttpClient client() {
        HttpClient known = client;
        if (known == null) {
            known = proxies.client()
                    .connectTimeout(timeout)
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build();
            client = known;
        }
        return known;
    }

    /// Returns the status of the response. The client's own timeout covers only the headers; a slow body requires
    /// another.
    private int send(HttpRequest request, Path target) throws IOException {
        CompletableFuture<HttpResponse<Path>> answer = client().sendAsync(request, info -> body(info, target));
        try {
            return answer.get(WHOLE * timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
        } catch (TimeoutException e) {
            throw new IOException("it is not complete after %d s".formatted(WHOLE * timeout.toSeconds()), e);
        } catch (ExecutionException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof LastingFailure lasting) {
                    throw lasting;
                }
            }
            throw new IOException(reason(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }

    private static String reason(@Nullable Throwable cause) {
        return switch (cause) {
            case null -> "unknown";
            case HttpTimeoutException _ -> "no response in time";
            case ConnectException e -> e.getMessage() == null ? "no connection" : "no connection: " + e.getMessage();
            default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        };
    }

    private HttpRequest request(String address) throws LastingFailure {
        try {
            return proxies.request(WebAddress.encoded(address))
                    .timeout(timeout)
                    .header("User-Agent", userAgent)
                    .build();
        } catch (IllegalArgumentException e) {
            String reason = e.getCause() instanceof URISyntaxException syntax ? syntax.getReason() : e.getMessage();
            throw new LastingFailure("it is not an address: " + reason);
        }
    }

    private static HttpResponse.BodySubscriber<Path> body(HttpResponse.ResponseInfo info, Path target) {
        return info.statusCode() == 200
                ? new LimitedBody(HttpResponse.BodySubscribers.ofFile(target), LARGEST)
                : HttpResponse.BodySubscribers.replacing(target);
    }

    private static void sleep(Duration pause) throws IOException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// Failure that another attempt would repeat.
    static final class LastingFailure extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;

        LastingFailure(@Nullable String reason) {
            super(reason);
        }
    }
}
