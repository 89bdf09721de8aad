package dev.diptych.serve.internal.fetch;

import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// Fetches images from other servers for clients. The name of a host is resolved once for each
/// connection, the addresses are checked, and the connection goes to one of the checked addresses.
/// Each redirect is checked in the same way. Size, time and the number of redirects are limited; no
/// cookies, credentials or proxies are used, and errors do not tell what a server answered. Safe for
/// concurrent use.
public final class ImageFetcher implements AutoCloseable {

    /// @param bytes maximum size of an image
    /// @param redirects maximum number of redirects
    /// @param time maximum time for one image, redirects included
    /// @param ports that may be contacted; empty for all
    public record Limits(int bytes, int redirects, Duration time, Set<Integer> ports) {
        public Limits {
            ports = Set.copyOf(ports);
        }

        /// Three redirects, ten seconds, and the ports of HTTP and HTTPS.
        public static Limits ofBytes(int bytes) {
            return new Limits(bytes, 3, Duration.ofSeconds(10), Set.of(80, 443));
        }
    }

    private static final int READ_TIMEOUT_SECONDS = 3;
    private static final int CONNECTIONS = 16;
    private static final int BUFFER = 1 << 14;

    private final Limits limits;
    private final CloseableHttpClient client;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("diptych-fetch-timer").factory());

    public ImageFetcher(Limits limits) {
        this(limits, AddressPolicy.PUBLIC, InetAddress::getAllByName);
    }

    /// Resolves the name of a host.
    @FunctionalInterface
    interface Names {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    ImageFetcher(Limits limits, AddressPolicy policy, Names names) {
        this.limits = limits;
        this.client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new CheckedResolver(policy, names))
                        .setMaxConnTotal(CONNECTIONS)
                        .setMaxConnPerRoute(CONNECTIONS)
                        .setDefaultSocketConfig(SocketConfig.custom()
                                .setSoTimeout(Timeout.ofSeconds(READ_TIMEOUT_SECONDS))
                                .build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.ofSeconds(READ_TIMEOUT_SECONDS))
                                .setSocketTimeout(Timeout.ofSeconds(READ_TIMEOUT_SECONDS))
                                .setTimeToLive(0, TimeUnit.SECONDS)
                                .build())
                        .build())
                .setConnectionReuseStrategy((_, _, _) -> false) // each connection is checked anew
                .setUserAgent("diptych")
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableContentCompression()
                .build();
    }

    private record CheckedResolver(AddressPolicy policy, Names names) implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            InetAddress[] addresses = names.resolve(host);
            if (addresses.length == 0 || !Arrays.stream(addresses).allMatch(policy::permits)) {
                throw new RefusedAddressException();
            }
            return addresses;
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    private static final class RefusedAddressException extends UnknownHostException {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    /// The bytes behind an address.
    ///
    /// @param field the field of the request, for messages
    /// @throws ApiException if the address is not permitted, or there is no answer within the limits
    public byte[] fetch(String address, String field, Deadline deadline) {
        long end = Math.min(deadline.nanos(), System.nanoTime() + limits.time().toNanos());
        String next = address;
        for (int hop = 0; hop <= limits.redirects(); hop++) {
            URI uri = checked(next, field);
            HttpGet request = new HttpGet(uri);
            request.setConfig(RequestConfig.custom()
                    .setConnectionRequestTimeout(Timeout.ofSeconds(READ_TIMEOUT_SECONDS))
                    .setResponseTimeout(Timeout.ofSeconds(READ_TIMEOUT_SECONDS))
                    .build());
            Future<?> stop = timer.schedule(request::cancel, end - System.nanoTime(), TimeUnit.NANOSECONDS);
            try {
                Answer answer =
                        client.execute(HttpHost.create(uri), request, response -> answer(response, uri, field, end));
                if (answer.location() == null) {
                    return answer.bytes();
                }
                next = answer.location();
            } catch (RefusedAddressException e) {
                throw refused(field);
            } catch (IOException e) {
                throw ApiException.invalid(field + ": the image could not be fetched", field);
            } finally {
                stop.cancel(false);
            }
        }
        throw ApiException.invalid(field + ": more than " + limits.redirects() + " redirects", field);
    }

    @SuppressWarnings("ArrayRecordComponent") // handed on once
    private record Answer(byte[] bytes, @Nullable String location) {}

    private Answer answer(ClassicHttpResponse response, URI uri, String field, long end) throws IOException {
        int status = response.getCode();
        if (status >= 300 && status < 400) {
            Header location = response.getFirstHeader("Location");
            if (location == null) {
                throw ApiException.invalid(field + ": a redirect without a location", field);
            }
            try {
                return new Answer(
                        new byte[0], uri.resolve(new URI(location.getValue())).toString());
            } catch (URISyntaxException e) {
                throw ApiException.invalid(field + ": a redirect to an invalid address", field);
            }
        }
        HttpEntity entity = response.getEntity();
        if (status != 200 || entity == null) {
            throw ApiException.invalid(field + ": the server did not answer with an image", field);
        }
        if (entity.getContentLength() > limits.bytes()) {
            throw tooLarge(field);
        }
        try (InputStream in = entity.getContent()) {
            return new Answer(read(in, field, end), null);
        }
    }

    private byte[] read(InputStream in, String field, long end) throws IOException {
        byte[] bytes = new byte[BUFFER];
        int length = 0;
        while (true) {
            int count = in.read(bytes, length, bytes.length - length);
            if (count < 0) {
                return Arrays.copyOf(bytes, length);
            }
            length += count;
            if (length > limits.bytes()) {
                throw tooLarge(field);
            }
            if (System.nanoTime() > end) {
                throw ApiException.invalid(field + ": the image was not received in time", field);
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(2 * length, limits.bytes() + 1));
            }
        }
    }

    private URI checked(String address, String field) {
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            throw ApiException.invalid(field + ": not a valid URL", field);
        }
        String scheme = String.valueOf(uri.getScheme());
        if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
            throw ApiException.invalid(field + ": only http and https URLs are fetched", field);
        }
        if (uri.getHost() == null || uri.getUserInfo() != null) {
            throw ApiException.invalid(field + ": a URL with a host and without credentials is expected", field);
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equalsIgnoreCase("https") ? 443 : 80;
        if (!limits.ports().isEmpty() && !limits.ports().contains(port)) {
            throw refused(field);
        }
        return uri;
    }

    private static ApiException refused(String field) {
        return ApiException.refused(
                400, field + ": this server does not fetch from that address; send the image itself", "url_refused");
    }

    private ApiException tooLarge(String field) {
        return ApiException.invalid(field + ": the image has more than %,d bytes".formatted(limits.bytes()), field);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
