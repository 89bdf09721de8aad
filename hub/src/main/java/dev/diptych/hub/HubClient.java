package dev.diptych.hub;

import dev.diptych.base.internal.Proxies;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// HTTP protocol of the hub: list of files, metadata of a file, and its bytes.
///
/// The token is sent to the endpoint only: redirects are followed here, one at a time, and a CDN on another host,
/// scheme or port never receives it.
final class HubClient implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MOST_REDIRECTS = 10;
    private static final int LONGEST_LIST = 64 << 20;

    private final HubSettings settings;
    private final RetryPolicy.Limits limits;
    private final HubListener listener;
    private final Proxies proxies = Proxies.fromEnvironment();
    private final HttpClient http = proxies.client()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    HubClient(HubSettings settings, RetryPolicy.Limits limits, HubListener listener) {
        this.settings = settings;
        this.limits = limits;
        this.listener = listener;
    }

    /// Lists the files of `name` and resolves its revision to a commit.
    HubListing list(HubName name) throws IOException, InterruptedException {
        URI address =
                address("/api/models/" + name.repository() + "/revision/" + encode(name.revision()) + "?blobs=true");
        RetryPolicy patience = patience();
        while (true) {
            try {
                HttpResponse<InputStream> response = send("GET", address, null, true, name);
                try (InputStream body = guarded(response)) {
                    new HubStatus(settings, name).requireSuccess(response, null);
                    return HubListing.read(name, body.readNBytes(LONGEST_LIST));
                } catch (TransientFailure | HubException failure) {
                    throw failure;
                } catch (IOException cut) {
                    throw transientFailure(name.toString(), address, cut);
                }
            } catch (TransientFailure failure) {
                patience.await(failure);
            }
        }
    }

    /// Returns the metadata of `file` of `name`, whose revision is a commit.
    RemoteFile describe(HubName name, String file) throws IOException, InterruptedException {
        RetryPolicy patience = patience();
        while (true) {
            try {
                HttpResponse<InputStream> response = send("HEAD", address(name, file), null, false, name);
                response.body().close();
                if (!REDIRECTS.contains(response.statusCode())) {
                    new HubStatus(settings, name).requireSuccess(response, file);
                }
                return RemoteFile.of(name, file, response);
            } catch (TransientFailure failure) {
                patience.await(failure);
            }
        }
    }

    /// Requests the bytes of `file` of `name` from offset `from`: status 206, or 200 if the server starts over,
    /// or 416 if the file is shorter. One attempt; the caller closes the body.
    ///
    /// @throws TransientFailure if another attempt may succeed
    HttpResponse<InputStream> open(HubName name, String file, long from) throws IOException, InterruptedException {
        String range = from == 0 ? null : "bytes=" + from + "-";
        HttpResponse<InputStream> response = send("GET", address(name, file), range, true, name);
        if (response.statusCode() != 416) {
            try {
                new HubStatus(settings, name).requireSuccess(response, file);
            } catch (IOException | RuntimeException failure) {
                response.body().close();
                throw failure;
            }
        }
        return response;
    }

    /// Returns the body of `response`, which fails if no data arrive for too long.
    InputStream guarded(HttpResponse<InputStream> response) {
        return new GuardedStream(response.body(), limits.silence());
    }

    RetryPolicy patience() {
        return new RetryPolicy(limits, listener);
    }

    TransientFailure transientFailure(String what, URI address, IOException cause) {
        String reason = cause.getCause() instanceof UnresolvedAddressException
                ? "no such host"
                : cause.getMessage() == null && cause instanceof ConnectException
                        ? "refused"
                        : Objects.requireNonNullElse(
                                cause.getMessage(), cause.getClass().getSimpleName());
        String through =
                proxies.to(address).map(proxy -> " through the proxy " + proxy).orElse("");
        return new TransientFailure(
                what + ": the connection to " + address.getHost() + through + " failed (" + reason.strip() + ")",
                null,
                cause);
    }

    // Redirects within the endpoint are always followed; others only for the bytes of a file.
    private HttpResponse<InputStream> send(
            String method, URI start, @Nullable String range, boolean everywhere, HubName name)
            throws IOException, InterruptedException {
        URI address = start;
        for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
            HttpResponse<InputStream> response;
            try {
                response = http.send(request(method, address, range), BodyHandlers.ofInputStream());
            } catch (IOException failure) {
                throw transientFailure(name.toString(), address, failure);
            }
            String location = HubStatus.header(response, "Location");
            if (!REDIRECTS.contains(response.statusCode()) || location.isEmpty()) {
                return response;
            }
            URI next = next(address, location, name);
            if (!everywhere && !isEndpoint(next)) {
                return response;
            }
            response.body().close();
            address = next;
        }
        throw new HubException(
                name + ": " + start.getHost() + " redirects in a circle; check that HF_ENDPOINT is a hub");
    }

    private HttpRequest request(String method, URI address, @Nullable String range) {
        HttpRequest.Builder request = proxies.request(address)
                .method(method, BodyPublishers.noBody())
                .timeout(limits.silence()) // for the headers; the body has its own timeout
                .header("User-Agent", "diptych")
                .header("Accept-Encoding", "identity");
        if (range != null) {
            request.header("Range", range);
        }
        if (settings.token() != null && isEndpoint(address)) {
            request.header("Authorization", "Bearer " + settings.token());
        }
        return request.build();
    }

    private static URI next(URI address, String location, HubName name) throws HubException {
        URI next;
        try {
            next = address.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new HubException(name + ": " + address.getHost() + " redirects to an invalid address", e);
        }
        boolean web = "https".equals(next.getScheme())
                || ("http".equals(next.getScheme()) && "http".equals(address.getScheme()));
        if (!web || next.getHost() == null) {
            throw new HubException(name + ": " + address.getHost() + " redirects from " + address.getScheme() + " to "
                    + next.getScheme() + ", which is not followed");
        }
        return next;
    }

    private boolean isEndpoint(URI address) {
        URI endpoint = settings.endpoint();
        return Objects.equals(endpoint.getScheme(), address.getScheme())
                && endpoint.getHost().equalsIgnoreCase(address.getHost())
                && endpoint.getPort() == address.getPort();
    }

    private URI address(HubName name, String file) {
        return address("/" + name.repository() + "/resolve/" + encode(name.revision()) + "/"
                + encode(file).replace("%2F", "/"));
    }

    private URI address(String path) {
        return URI.create(settings.endpoint() + path);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.close();
    }
}
