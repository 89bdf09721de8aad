package dev.diptych.serve.internal.http;

import dev.diptych.base.OneLine;
import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request that is answered with an error, in the shape of OpenAI's errors.
public final class ApiException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final String INVALID = "invalid_request_error";

    private final int status;
    private final String type;
    private final @Nullable String parameter;
    private final @Nullable String code;
    private final long retryAfterSeconds;

    private ApiException(
            int status,
            String type,
            String message,
            @Nullable String parameter,
            @Nullable String code,
            long retryAfterSeconds) {
        super(OneLine.of(message), null, false, false);
        this.status = status;
        this.type = type;
        this.parameter = parameter;
        this.code = code;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /// A request that the client has to correct: 400.
    ///
    /// @param parameter the field with the error; null if it is not one field
    public static ApiException invalid(String message, @Nullable String parameter) {
        return new ApiException(400, INVALID, message, parameter, null, 0);
    }

    /// A request that is refused with another status from 400 to 499.
    public static ApiException refused(int status, String message, String code) {
        return new ApiException(status, INVALID, message, null, code, 0);
    }

    /// An unknown model: 404.
    public static ApiException unknownModel(String name, String served) {
        return new ApiException(
                404,
                INVALID,
                "the model \"%s\" does not exist; this server has \"%s\"".formatted(name, served),
                "model",
                "model_not_found",
                0);
    }

    /// Too many requests wait: 429.
    public static ApiException overloaded(long retryAfterSeconds) {
        return new ApiException(
                429,
                "rate_limit_error",
                "too many requests are waiting; try again in %d s".formatted(retryAfterSeconds),
                null,
                "queue_full",
                retryAfterSeconds);
    }

    /// The server stops: 503.
    public static ApiException stopping() {
        return new ApiException(503, "server_error", "the server is shutting down", null, "shutting_down", 1);
    }

    /// The request was not finished in time: 504.
    public static ApiException timeout(double seconds) {
        return new ApiException(
                504,
                "server_error",
                "the request was not finished within %.1f s; send fewer inputs or try again".formatted(seconds),
                null,
                "timeout",
                0);
    }

    /// A failure of the server: 500. Details are in its log.
    public static ApiException failed() {
        return new ApiException(500, "server_error", "internal error; see the log of the server", null, null, 0);
    }

    public int status() {
        return status;
    }

    /// Seconds after which the client may try again; 0 for none.
    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }

    /// The reply: `{"error": {"message", "type", "param", "code"}}`.
    public Reply.Document reply() {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("message", getMessage());
        error.put("type", type);
        error.put("param", parameter);
        error.put("code", code);
        return new Reply.Document(status, Map.of("error", error));
    }
}
