package dev.diptych.serve.internal.server;

import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Deadline;
import dev.diptych.serve.internal.http.MemoryBudget;
import io.helidon.http.BadRequestException;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.OptionalLong;

/// Reads the JSON body of a request within limits of size, memory and time.
///
/// @param mostBytes maximum size of a body
record BodyReader(int mostBytes, MemoryBudget memory) {

    private static final int PIECE = 1 << 14;
    private static final long MOST_DISCARDED = 8 << 20;
    private static final long DISCARD_NANOS = 2_000_000_000;

    /// A body, whose memory is in use until it is closed.
    @SuppressWarnings("ArrayRecordComponent") // handed on once
    record Body(byte[] bytes, MemoryBudget.Share share) implements AutoCloseable {
        @Override
        public void close() {
            share.close();
        }
    }

    /// @throws ApiException if the body is not JSON by its type, is too large, or does not arrive in
    ///     time
    Body read(ServerRequest request, Deadline deadline) {
        ServerRequestHeaders headers = request.headers();
        String type = headers.first(HeaderNames.CONTENT_TYPE).orElse("").toLowerCase(Locale.ROOT);
        if (!type.equals("application/json") && !type.startsWith("application/json;")) {
            discard(request);
            throw ApiException.refused(
                    415, "the body must be JSON: send Content-Type: application/json", "unsupported_media_type");
        }
        String encoding = headers.first(HeaderNames.CONTENT_ENCODING).orElse("identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            discard(request);
            throw ApiException.refused(415, "compressed bodies are not supported", "unsupported_media_type");
        }
        OptionalLong length = headers.contentLength();
        if (length.isPresent() && length.getAsLong() > mostBytes) {
            discard(request);
            throw tooLarge();
        }
        MemoryBudget.Share share = memory.take(length.orElse(mostBytes));
        try {
            return new Body(read(request.content().inputStream(), (int) length.orElse(PIECE), deadline), share);
        } catch (RuntimeException e) {
            share.close();
            throw e;
        }
    }

    private byte[] read(InputStream in, int expected, Deadline deadline) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.min(expected, 1 << 20));
        byte[] piece = new byte[PIECE];
        try (in) {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                bytes.write(piece, 0, count);
                if (bytes.size() > mostBytes) {
                    discard(in);
                    throw tooLarge();
                }
                if (deadline.isPassed()) {
                    throw tooSlow();
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw tooSlow();
        } catch (BadRequestException | IllegalArgumentException | IllegalStateException e) {
            throw ApiException.invalid("the body is not valid HTTP", null);
        }
        return bytes.toByteArray();
    }

    /// Reads and discards a part of a body that is not used, so that a client that is still sending it
    /// receives the answer before the connection is closed.
    void discard(ServerRequest request) {
        try {
            if (request.content().hasEntity() && !request.content().consumed()) {
                discard(request.content().inputStream());
            }
        } catch (IOException | RuntimeException e) {
            // the client is gone, or does not send HTTP
        }
    }

    private static void discard(InputStream in) throws IOException {
        byte[] piece = new byte[PIECE];
        long start = System.nanoTime();
        long discarded = 0;
        int count = in.read(piece);
        while (count >= 0 && discarded < MOST_DISCARDED && System.nanoTime() - start < DISCARD_NANOS) {
            discarded += count;
            count = in.read(piece);
        }
    }

    private ApiException tooLarge() {
        return ApiException.refused(
                413, "the body has more than %,d bytes; send fewer inputs".formatted(mostBytes), "body_too_large");
    }

    private static ApiException tooSlow() {
        return ApiException.refused(408, "the body was not received in time", "request_timeout");
    }
}
