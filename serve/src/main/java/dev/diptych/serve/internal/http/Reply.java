package dev.diptych.serve.internal.http;

import java.io.IOException;
import java.util.Map;

/// An answer to a request.
public sealed interface Reply {

    int OK = 200;

    int status();

    /// A document in JSON.
    record Document(int status, Object value) implements Reply {}

    /// Bytes of any type.
    ///
    /// @param headers in addition to the type and the length
    @SuppressWarnings("ArrayRecordComponent") // written once
    record Content(int status, String type, byte[] bytes, Map<String, String> headers) implements Reply {}

    /// Server-sent events, until the source ends or the client is gone.
    record Events(EventSource source) implements Reply {

        @Override
        public int status() {
            return OK;
        }
    }

    /// Writes events to a client.
    @FunctionalInterface
    interface EventSource {
        /// @throws IOException if the client is gone
        void writeTo(EventWriter writer) throws IOException, InterruptedException;
    }

    /// Connection to a client that listens.
    interface EventWriter {

        /// Sends an event.
        ///
        /// @param data one line
        /// @throws IOException if the client is gone
        void send(String event, String data) throws IOException;

        /// Sends a comment, which shows whether the client is still there.
        ///
        /// @throws IOException if the client is gone
        void keepAlive() throws IOException;

        /// Whether the source should continue; false when the server stops.
        boolean isOpen();
    }

    static Reply json(Object value) {
        return new Document(OK, value);
    }
}
