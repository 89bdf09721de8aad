package dev.diptych.serve.internal.server;

import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Drain;
import dev.diptych.serve.internal.http.Json;
import dev.diptych.serve.internal.http.Reply;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes replies, with the headers that every reply has: browsers must not guess types, show the
/// server in a frame, load anything from elsewhere, or tell other sites where a user comes from.
///
/// @param listeners how many more clients may listen to events
record ReplyWriter(Drain drain, Semaphore listeners) {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyWriter.class);
    private static final Map<String, String> HEADERS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cross-Origin-Opener-Policy", "same-origin");
    private static final String POLICY = "Content-Security-Policy";
    private static final String CACHE = "Cache-Control";

    /// @param head whether only the headers are sent
    void write(ServerResponse response, Reply reply, boolean head) throws InterruptedException {
        response.status(reply.status());
        HEADERS.forEach(response::header);
        switch (reply) {
            case Reply.Document document ->
                send(response, "application/json", Json.bytes(document.value()), Map.of(), head);
            case Reply.Content content -> send(response, content.type(), content.bytes(), content.headers(), head);
            case Reply.Events events -> stream(response, events);
        }
    }

    private static void send(
            ServerResponse response, String type, byte[] bytes, Map<String, String> headers, boolean head) {
        if (!headers.containsKey(POLICY)) {
            response.header(POLICY, "default-src 'none'; frame-ancestors 'none'");
        }
        if (!headers.containsKey(CACHE)) {
            response.header(CACHE, "no-store");
        }
        headers.forEach(response::header);
        response.header(HeaderNames.CONTENT_TYPE, type);
        if (head) {
            response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
            response.send();
        } else {
            response.send(bytes);
        }
    }

    private void stream(ServerResponse response, Reply.Events events) throws InterruptedException {
        if (!listeners.tryAcquire()) {
            throw ApiException.overloaded(10);
        }
        response.header(CACHE, "no-store");
        response.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
        try (OutputStream out = response.outputStream()) {
            Writer writer = new Writer(out);
            writer.keepAlive(); // so that the client knows that it is connected
            events.source().writeTo(writer);
        } catch (IOException | RuntimeException e) { // usually because the client is gone
            LOG.debug("a client no longer listens", e);
        } finally {
            listeners.release();
        }
    }

    private final class Writer implements Reply.EventWriter {

        private final OutputStream out;

        Writer(OutputStream out) {
            this.out = out;
        }

        @Override
        public void send(String event, String data) throws IOException {
            write("event: " + event + "\ndata: " + data + "\n\n");
        }

        @Override
        public void keepAlive() throws IOException {
            write(": \n\n");
        }

        private void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        @Override
        public boolean isOpen() {
            return !drain.isStopping();
        }
    }
}
