package dev.diptych.serve;

import dev.diptych.base.InvalidInputException;
import dev.diptych.torch.Precision;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a server serves and to whom.
///
/// @param model directory or name of the model; null for a server without endpoints of a model
/// @param precision of the matrix products of the model
/// @param index directory of an index to search; null for none
/// @param audit directory of an audit to review; null for none
/// @param auditData location of the audited data; null for the location that the audit recorded
/// @param runs folder with the directories of training runs; null for none
/// @param host address on which to listen
/// @param port 0 for any free port
/// @param servedName name of the model in the API
/// @param token that callers must have; null for none
/// @param hosts names by which the server may be called, in addition to addresses and `localhost`
/// @param origins other origins whose pages may use the server
/// @param fetchImages whether image URLs in requests are fetched
/// @param weaviate whether the endpoints of Weaviate's inference container are served
public record ServeOptions(
        @Nullable Path model,
        Precision precision,
        @Nullable Path index,
        @Nullable Path audit,
        @Nullable String auditData,
        @Nullable Path runs,
        String host,
        int port,
        String servedName,
        @Nullable String token,
        Set<String> hosts,
        Set<String> origins,
        boolean fetchImages,
        boolean weaviate,
        Limits limits) {

    /// The name of the model unless another is given. LangChain4j sends images to models whose name
    /// contains `clip`.
    public static final String SERVED_NAME = "diptych-clip";

    private static final int SHORTEST_TOKEN = 16;

    /// @throws InvalidInputException if nothing is to be served, the port is none, or the token is too
    ///     short
    public ServeOptions {
        hosts = Set.copyOf(hosts);
        origins = Set.copyOf(origins);
        if (model == null && audit == null && runs == null) {
            throw new InvalidInputException("nothing to serve: pass a MODEL, --audit or --runs");
        }
        if (index != null && model == null) {
            throw new InvalidInputException("--index requires the MODEL with which the index was made");
        }
        if (port < 0 || port > 65535) {
            throw new InvalidInputException("--port must be from 0 to 65535, but is " + port);
        }
        if (token != null && token.length() < SHORTEST_TOKEN) {
            throw new InvalidInputException("the token has fewer than " + SHORTEST_TOKEN
                    + " characters; make one with: openssl rand -base64 32");
        }
    }

    /// Everything except the token.
    @Override
    public String toString() {
        return "ServeOptions[model=%s, index=%s, audit=%s, runs=%s, host=%s, port=%d, servedName=%s]"
                .formatted(model, index, audit, runs, host, port, servedName);
    }

    /// Options with defaults: port 8080 of the loopback address, without a token.
    public static ServeOptions of(Path model) {
        return new ServeOptions(
                model,
                Precision.FP32,
                null,
                null,
                null,
                null,
                "127.0.0.1",
                8080,
                SERVED_NAME,
                null,
                Set.of(),
                Set.of(),
                false,
                false,
                Limits.defaults());
    }
}
