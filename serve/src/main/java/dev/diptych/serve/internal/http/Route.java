package dev.diptych.serve.internal.http;

import java.util.List;

/// A method and a path with the endpoint behind them.
///
/// @param method GET, POST or DELETE
/// @param path with parameters in braces, such as `/runs/{name}`
/// @param fields the names in the JSON body; empty for a route without a body
public record Route(String method, String path, Access access, List<String> fields, Endpoint endpoint) {

    /// Who may call a route.
    public enum Access {
        /// Everyone, even if the server has a token.
        OPEN,
        /// Everyone, or those with the token if the server has one.
        USER,
        /// Only those with the token; nobody if the server has none.
        OWNER
    }

    /// Answers calls; called on many threads at once.
    @FunctionalInterface
    public interface Endpoint {
        /// @throws ApiException if the request is refused
        Reply answer(Call call) throws Exception;
    }

    public Route {
        fields = List.copyOf(fields);
    }

    public static Route get(String path, Access access, Endpoint endpoint) {
        return new Route("GET", path, access, List.of(), endpoint);
    }

    public static Route post(String path, Access access, List<String> fields, Endpoint endpoint) {
        return new Route("POST", path, access, fields, endpoint);
    }

    public static Route delete(String path, Access access, Endpoint endpoint) {
        return new Route("DELETE", path, access, List.of(), endpoint);
    }

    boolean hasBody() {
        return method.equals("POST");
    }
}
