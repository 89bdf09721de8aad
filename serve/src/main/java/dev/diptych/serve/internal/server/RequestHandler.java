package dev.diptych.serve.internal.server;

import dev.diptych.serve.internal.http.AccessLog;
import dev.diptych.serve.internal.http.AccessRules;
import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Call;
import dev.diptych.serve.internal.http.Caller;
import dev.diptych.serve.internal.http.Deadline;
import dev.diptych.serve.internal.http.Drain;
import dev.diptych.serve.internal.http.Reply;
import dev.diptych.serve.internal.http.RequestMetrics;
import dev.diptych.serve.internal.http.Route.Access;
import dev.diptych.serve.internal.http.Router;
import dev.diptych.serve.internal.server.BodyReader.Body;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Handles every request: access checks, body, endpoint, reply, log and metrics.
final class RequestHandler implements Handler {

    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
    private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
    private static final String NO_ROUTE = "other";
    private static final int GONE = 499; // in the log only: the client left

    private final Router router;
    private final AccessRules rules;
    private final BodyReader bodies;
    private final ReplyWriter replies;
    private final RequestMetrics metrics;
    private final Drain drain;
    private final Duration timeout;

    RequestHandler(
            Router router,
            AccessRules rules,
            BodyReader bodies,
            ReplyWriter replies,
            RequestMetrics metrics,
            Drain drain,
            Duration timeout) {
        this.router = router;
        this.rules = rules;
        this.bodies = bodies;
        this.replies = replies;
        this.metrics = metrics;
        this.drain = drain;
        this.timeout = timeout;
    }

    /// What is known about a request for log and metrics.
    private static final class Progress {
        private final long start = System.nanoTime();
        private String route = NO_ROUTE;
        private int status = GONE;
        private long received;
        private boolean failed;
        private boolean bodyBegun;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        String method = request.prologue().method().text();
        String path = request.prologue().uriPath().rawPath();
        Progress progress = new Progress();
        boolean begun = drain.begin();
        metrics.started();
        try {
            Caller caller = caller(request, method);
            allowOrigin(caller, response);
            if (method.equals("OPTIONS")) {
                answer(response, progress, preflight(caller, path), false);
            } else if (!begun) {
                throw ApiException.stopping();
            } else {
                serve(request, response, caller, path, progress);
            }
        } catch (ApiException e) {
            if (!progress.bodyBegun) {
                bodies.discard(request);
            }
            fail(response, progress, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(response, progress, ApiException.stopping());
        } catch (Throwable e) {
            if (response.isSent()) {
                LOG.debug("the client of {} is gone", path, e);
            } else {
                LOG.error("{} {} failed", method, path, e);
                fail(response, progress, ApiException.failed());
            }
        } finally {
            long nanos = System.nanoTime() - progress.start;
            if (begun) {
                drain.finish();
            }
            metrics.received(progress.received);
            metrics.finished(method.matches("[A-Z]{3,7}") ? method : NO_ROUTE, progress.route, progress.status, nanos);
            AccessLog.write(request.remotePeer().host(), method, path, progress.status, progress.received, nanos);
        }
        if (progress.failed) { // the rest of the body would be read as the next request
            throw new CloseConnectionException("closed after an error");
        }
    }

    private void serve(ServerRequest request, ServerResponse response, Caller caller, String path, Progress progress)
            throws Exception {
        rules.check(caller, Access.OPEN);
        Router.Match match = router.match(caller.method(), path);
        progress.route = match.route().path();
        rules.check(caller, match.route().access());
        Deadline deadline = Deadline.in(timeout);
        if (!caller.method().equals("POST")) {
            Call call = call(request, caller, match, new byte[0], deadline);
            answer(
                    response,
                    progress,
                    match.route().endpoint().answer(call),
                    caller.method().equals("HEAD"));
            return;
        }
        progress.bodyBegun = true;
        try (Body body = bodies.read(request, deadline)) {
            progress.received = body.bytes().length;
            Call call = call(request, caller, match, body.bytes(), deadline);
            answer(response, progress, match.route().endpoint().answer(call), false);
        }
    }

    private static Call call(ServerRequest request, Caller caller, Router.Match match, byte[] body, Deadline deadline) {
        Map<String, String> query = new HashMap<>();
        for (String name : request.query().names()) {
            query.put(name, request.query().first(name).orElse(""));
        }
        return new Call(match.parameters(), query, body, deadline, caller, request.isSecure());
    }

    private static Caller caller(ServerRequest request, String method) {
        return new Caller(
                method,
                header(request, HeaderNames.HOST),
                header(request, HeaderNames.ORIGIN),
                header(request, FETCH_SITE),
                header(request, HeaderNames.AUTHORIZATION),
                header(request, HeaderNames.COOKIE));
    }

    private static @Nullable String header(ServerRequest request, HeaderName name) {
        return request.headers().first(name).orElse(null);
    }

    // Lets pages of the configured origins read the answer.
    private void allowOrigin(Caller caller, ServerResponse response) {
        if (rules.isPermittedOrigin(caller.origin())) {
            response.header("Access-Control-Allow-Origin", String.valueOf(caller.origin()));
            response.header("Vary", "Origin");
        }
    }

    private Reply preflight(Caller caller, String path) {
        rules.check(caller, Access.OPEN);
        var methods = router.methods(path);
        if (methods.isEmpty()) {
            throw ApiException.refused(404, "this path does not exist; see /openapi.json", "not_found");
        }
        Map<String, String> headers = new HashMap<>(Map.of("Allow", String.join(", ", methods)));
        if (rules.isPermittedOrigin(caller.origin())) {
            headers.put("Access-Control-Allow-Methods", String.join(", ", methods));
            headers.put("Access-Control-Allow-Headers", "Authorization, Content-Type");
            headers.put("Access-Control-Max-Age", "600");
        }
        return new Reply.Content(204, "text/plain", new byte[0], headers);
    }

    private void answer(ServerResponse response, Progress progress, Reply reply, boolean head)
            throws InterruptedException {
        if (drain.isStopping()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        replies.write(response, reply, head);
        progress.status = reply.status();
    }

    private void fail(ServerResponse response, Progress progress, ApiException failure) {
        progress.status = failure.status();
        progress.failed = true;
        if (response.isSent()) {
            return;
        }
        try {
            if (failure.retryAfterSeconds() > 0) {
                response.header(HeaderNames.RETRY_AFTER, Long.toString(failure.retryAfterSeconds()));
            }
            if (failure.status() == 401) {
                response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
            }
            // The body may not have been read, so that the next request of this connection could not be found.
            response.header(HeaderValues.CONNECTION_CLOSE);
            replies.write(response, failure.reply(), false);
        } catch (RuntimeException e) {
            progress.status = GONE;
            LOG.debug("the client is gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
