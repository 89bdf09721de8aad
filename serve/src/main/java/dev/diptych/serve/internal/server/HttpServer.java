package dev.diptych.serve.internal.server;

import dev.diptych.base.InvalidInputException;
import dev.diptych.serve.internal.http.AccessRules;
import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Drain;
import dev.diptych.serve.internal.http.Json;
import dev.diptych.serve.internal.http.MemoryBudget;
import dev.diptych.serve.internal.http.Reply;
import dev.diptych.serve.internal.http.RequestMetrics;
import dev.diptych.serve.internal.http.Router;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The connections of the server, on virtual threads. Stopping answers the requests in progress first.
public final class HttpServer implements AutoCloseable {

    // The library reports its start and its version, which the command does itself. Referenced, as loggers are
    // collected otherwise.
    private static final Logger LIBRARY = Logger.getLogger("io.helidon");

    static {
        LIBRARY.setLevel(Level.WARNING);
    }

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration STOP_MARGIN = Duration.ofSeconds(2);
    private static final int HEADER_BYTES = 16 << 10;
    private static final int PROLOGUE_BYTES = 8 << 10;
    private static final int LISTENERS = 64;
    private static final int MEMORY_PARTS =
            8; // one part of the heap for bodies; reading one takes about three times it

    private final WebServer server;
    private final Drain drain = new Drain();
    private final Duration timeout;
    private final HeaderDeadline headerDeadline;

    /// @param port 0 for any free port
    /// @param bodyBytes maximum size of a body
    /// @param timeout maximum duration of a request
    public record Settings(String host, int port, int bodyBytes, int connections, Duration timeout) {}

    /// Starts to listen.
    ///
    /// @throws InvalidInputException if the address cannot be used
    public HttpServer(Settings settings, Router router, AccessRules rules, RequestMetrics metrics) {
        this.timeout = settings.timeout();
        this.headerDeadline = new HeaderDeadline(timeout);
        RequestHandler handler = new RequestHandler(
                router,
                rules,
                new BodyReader(
                        settings.bodyBytes(),
                        new MemoryBudget(Math.max(
                                settings.bodyBytes(), Runtime.getRuntime().maxMemory() / MEMORY_PARTS))),
                new ReplyWriter(drain, new Semaphore(LISTENERS)),
                metrics,
                drain,
                settings.timeout());
        InetAddress address;
        try {
            address = InetAddress.getByName(settings.host());
        } catch (UnknownHostException e) {
            throw new InvalidInputException("--host " + settings.host() + ": unknown host", e);
        }
        requireFree(address, settings.port());
        this.server = WebServer.builder()
                .address(address)
                .port(settings.port())
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .maxTcpConnections(settings.connections())
                .idleConnectionTimeout(IDLE)
                .idleConnectionPeriod(Duration.ofSeconds(10))
                .connectionOptions(options -> options.readTimeout(READ_TIMEOUT).tcpNoDelay(true))
                .addConnectionSelector(Http1ConnectionSelector.builder()
                        .config(Http1Config.builder()
                                .maxHeadersSize(HEADER_BYTES)
                                .maxPrologueLength(PROLOGUE_BYTES)
                                .addReceiveListener(headerDeadline)
                                .build())
                        .build())
                .errorHandling(ErrorHandling.builder().includeEntity(false).build())
                .directHandlers(directHandlers())
                .routing(HttpRouting.builder().any(handler))
                .build();
        server.start();
        if (!server.isRunning()) { // the library logs the reason only
            throw new InvalidInputException("cannot listen on %s port %d; see the log, or choose another --port"
                    .formatted(settings.host(), settings.port()));
        }
    }

    // The library would only log that a port is in use.
    private static void requireFree(InetAddress address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw new InvalidInputException(
                    "cannot listen on %s port %d: %s; choose another --port"
                            .formatted(address.getHostAddress(), port, e.getMessage()),
                    e);
        }
    }

    /// The port on which it listens.
    public int port() {
        return server.port();
    }

    /// Whether new requests are refused because the server stops.
    public boolean isStopping() {
        return drain.isStopping();
    }

    // Requests that are not HTTP do not reach the handler.
    private static DirectHandlers directHandlers() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (EventType type : EventType.values()) {
            handlers.addHandler(type, new JsonError());
        }
        return handlers.build();
    }

    private static final class JsonError implements DirectHandler {
        @Override
        public TransportResponse handle(
                TransportRequest request,
                EventType type,
                Status status,
                ServerResponseHeaders headers,
                String message) {
            ApiException failure = status.code() >= 500
                    ? ApiException.failed()
                    : ApiException.refused(status.code(), "the request is not valid HTTP", "invalid_http");
            Reply.Document document = failure.reply();
            return TransportResponse.builder()
                    .status(status)
                    .headers(headers)
                    .header(HeaderNames.CONTENT_TYPE, "application/json")
                    .entity(Json.bytes(document.value()))
                    .keepAlive(false)
                    .build();
        }
    }

    /// Refuses new requests, waits for those in progress and stops.
    @Override
    public void close() {
        drain.stop();
        drain.await(timeout.plus(STOP_MARGIN));
        server.stop();
        headerDeadline.close();
    }
}
