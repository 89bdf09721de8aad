package dev.diptych.serve;

import dev.diptych.Diptych;
import dev.diptych.base.InvalidInputException;
import dev.diptych.image.decode.DecodeLimits;
import dev.diptych.serve.internal.embed.ClassifyEndpoint;
import dev.diptych.serve.internal.embed.EmbeddingsEndpoint;
import dev.diptych.serve.internal.embed.ImageInputs;
import dev.diptych.serve.internal.embed.ModelsEndpoint;
import dev.diptych.serve.internal.embed.PairEndpoint;
import dev.diptych.serve.internal.embed.RerankEndpoint;
import dev.diptych.serve.internal.embed.WeaviateEndpoint;
import dev.diptych.serve.internal.fetch.ImageFetcher;
import dev.diptych.serve.internal.http.AccessRules;
import dev.diptych.serve.internal.http.AccessToken;
import dev.diptych.serve.internal.http.HealthEndpoints;
import dev.diptych.serve.internal.http.RequestMetrics;
import dev.diptych.serve.internal.http.Route;
import dev.diptych.serve.internal.http.Route.Access;
import dev.diptych.serve.internal.http.Router;
import dev.diptych.serve.internal.http.Sessions;
import dev.diptych.serve.internal.model.DecodePool;
import dev.diptych.serve.internal.model.ImageReader;
import dev.diptych.serve.internal.model.ModelQueue;
import dev.diptych.serve.internal.model.ModelQueue.Kind;
import dev.diptych.serve.internal.model.QueueMetrics;
import dev.diptych.serve.internal.model.ServedModel;
import dev.diptych.serve.internal.page.PageFiles;
import dev.diptych.serve.internal.page.SessionEndpoints;
import dev.diptych.serve.internal.picture.Pictures;
import dev.diptych.serve.internal.review.ReviewEndpoints;
import dev.diptych.serve.internal.runs.RunsEndpoints;
import dev.diptych.serve.internal.search.ItemsEndpoints;
import dev.diptych.serve.internal.search.SearchEndpoint;
import dev.diptych.serve.internal.search.ServedIndex;
import dev.diptych.serve.internal.server.HttpServer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A running server.
///
/// ```java
/// try (DiptychServer server = DiptychServer.start(ServeOptions.of(Path.of("runs/first/model")))) {
///     ... http://127.0.0.1:8080
/// }
/// ```
///
/// Closing refuses new requests, answers those in progress and frees the model. Safe for concurrent
/// use.
public final class DiptychServer implements AutoCloseable {

    private static final int WAITING_CALLS = 64;

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private final List<Route> routes = new ArrayList<>();
    private final Set<String> parts = new TreeSet<>();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpServer server;
    private boolean closed;

    private DiptychServer(ServeOptions options) {
        try {
            this.server = build(options);
        } catch (RuntimeException | Error e) {
            closeResources();
            throw e;
        }
    }

    /// Loads what the options name and starts to listen.
    ///
    /// @throws InvalidInputException if something cannot be loaded, the port is in use, or the host is
    ///     not a loopback address and there is no token
    public static DiptychServer start(ServeOptions options) {
        return new DiptychServer(options);
    }

    /// The port on which it listens.
    public int port() {
        return server.port();
    }

    /// All routes.
    List<Route> routes() {
        return List.copyOf(routes);
    }

    private HttpServer build(ServeOptions options) {
        requireTokenUnlessLoopback(options);
        Limits limits = options.limits();
        registerJvmMetrics();
        DecodePool pool = opened(new DecodePool());
        Pictures pictures = new Pictures(pool);
        Path directory = options.model();
        ServedModel model = directory == null ? null : load(directory, options, pool);
        if (model != null) {
            addModel(options, model, pictures);
        }
        Path audit = options.audit();
        if (audit != null) {
            routes.addAll(opened(ReviewEndpoints.open(audit, options.auditData(), pictures))
                    .routes());
            parts.add("review");
        }
        Path runs = options.runs();
        if (runs != null) {
            routes.addAll(new RunsEndpoints(runs).routes());
            parts.add("runs");
        }
        AccessRules rules = new AccessRules(
                options.token() == null ? null : new AccessToken(options.token()),
                new Sessions(),
                hosts(options),
                options.origins());
        HealthEndpoints health = new HealthEndpoints(this::isReady, registry);
        routes.addAll(health.routes());
        routes.addAll(new SessionEndpoints(rules, model, parts, limits.imageBytes()).routes());
        routes.addAll(PageFiles.routes());
        return new HttpServer(
                new HttpServer.Settings(
                        options.host(), options.port(), limits.bodyBytes(), limits.connections(), limits.timeout()),
                new Router(routes),
                rules,
                new RequestMetrics(registry));
    }

    private ServedModel load(Path directory, ServeOptions options, DecodePool pool) {
        Limits limits = options.limits();
        Diptych model = opened(Diptych.load(directory, options.precision()));
        QueueMetrics metrics = new QueueMetrics(registry);
        ModelQueue queue = opened(new ModelQueue(
                model,
                new ModelQueue.Settings(
                        limits.batch(),
                        limits.batchDelay().toNanos(),
                        Map.of(
                                Kind.TEXT, limits.queuedTexts(),
                                Kind.IMAGE, limits.queuedImages(),
                                Kind.CALL, WAITING_CALLS)),
                metrics));
        metrics.watch(queue, registry);
        return new ServedModel(
                options.servedName(),
                model,
                queue,
                new ImageReader(model, pool, DecodeLimits.ofPixels(limits.imagePixels()), limits.imageBytes()));
    }

    private void addModel(ServeOptions options, ServedModel model, Pictures pictures) {
        Limits limits = options.limits();
        ImageFetcher fetcher = options.fetchImages()
                ? opened(new ImageFetcher(ImageFetcher.Limits.ofBytes(limits.imageBytes())))
                : null;
        ImageInputs images = new ImageInputs(fetcher, limits.imageBytes());
        ModelsEndpoint models = new ModelsEndpoint(model, Instant.now());
        routes.add(Route.get("/v1/models", Access.USER, models));
        routes.add(Route.get("/v1/models/{model}", Access.USER, models::one));
        routes.add(Route.post(
                "/v1/embeddings",
                Access.USER,
                EmbeddingsEndpoint.FIELDS,
                new EmbeddingsEndpoint(model, images, limits.inputs())));
        routes.add(Route.post(
                "/v1/rerank", Access.USER, RerankEndpoint.FIELDS, new RerankEndpoint(model, images, limits.inputs())));
        routes.add(Route.post("/pair", Access.USER, PairEndpoint.FIELDS, new PairEndpoint(model, images)));
        routes.add(Route.post("/classify", Access.USER, ClassifyEndpoint.FIELDS, new ClassifyEndpoint(model, images)));
        if (options.weaviate()) {
            WeaviateEndpoint weaviate = new WeaviateEndpoint(model, images, limits.inputs());
            routes.add(Route.post("/vectorize", Access.USER, WeaviateEndpoint.FIELDS, weaviate));
            routes.add(Route.get("/meta", Access.USER, weaviate::meta));
        }
        parts.add("pair");
        Path directory = options.index();
        if (directory != null) {
            ServedIndex index = opened(ServedIndex.open(directory));
            index.requireModel(model.model().reference());
            routes.add(Route.post(
                    "/search", Access.USER, SearchEndpoint.FIELDS, new SearchEndpoint(index, model, images)));
            routes.addAll(new ItemsEndpoints(index, model, images, pictures).routes());
            parts.add("search");
        }
    }

    private boolean isReady() {
        return !server.isStopping();
    }

    private static void requireTokenUnlessLoopback(ServeOptions options) {
        try {
            if (options.token() == null
                    && !InetAddress.getByName(options.host()).isLoopbackAddress()) {
                throw new InvalidInputException("--host " + options.host()
                        + " can be reached from other machines, so a token is required: pass --token-file");
            }
        } catch (UnknownHostException e) {
            throw new InvalidInputException("--host " + options.host() + ": unknown host", e);
        }
    }

    // Names by which it may be called; addresses and localhost are always permitted.
    private static Set<String> hosts(ServeOptions options) {
        Set<String> hosts = new HashSet<>();
        hosts.add(options.host().toLowerCase(Locale.ROOT));
        options.hosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        return hosts;
    }

    private void registerJvmMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        opened(new JvmGcMetrics()).bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    // Closed in the reverse order.
    private <T extends AutoCloseable> T opened(T resource) {
        resources.push(resource);
        return resource;
    }

    private void closeResources() {
        while (!resources.isEmpty()) {
            try {
                resources.pop().close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// Answers the requests in progress, stops and frees the model. A second call does nothing.
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            server.close();
            closeResources();
        }
    }
}
