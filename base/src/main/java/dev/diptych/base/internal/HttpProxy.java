package dev.diptych.base.internal;

import dev.diptych.base.InvalidInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// HTTP proxy server.
///
/// @param credentials `NAME:PASSWORD`, or null if the proxy requires none
public record HttpProxy(String host, int port, @Nullable String credentials) {

    private static final int PORT = 80;

    /// @param variable name of the variable, for messages
    /// @param value `http://HOST:PORT`, with `NAME:PASSWORD@` before the host if the proxy requires it;
    ///     `http://` may be omitted
    /// @throws InvalidInputException for anything else; the message does not contain the password
    static HttpProxy parse(String variable, String value) {
        String address = value.contains("://") ? value : "http://" + value;
        try {
            URI uri = new URI(address);
            if (uri.getHost() != null && "http".equalsIgnoreCase(uri.getScheme())) {
                return new HttpProxy(uri.getHost(), uri.getPort() < 0 ? PORT : uri.getPort(), uri.getUserInfo());
            }
            throw wrong(variable, "\"" + address.replaceFirst("//[^/]*@", "//…@") + "\"", null);
        } catch (URISyntaxException e) {
            throw wrong(variable, "not an address", e);
        }
    }

    private static InvalidInputException wrong(String variable, String found, @Nullable Exception cause) {
        String message = variable + " is " + found + "; expected an HTTP proxy, such as http://HOST:PORT";
        return cause == null ? new InvalidInputException(message) : new InvalidInputException(message, cause);
    }

    /// Value of the header `Proxy-Authorization`.
    Optional<String> authorization() {
        return Optional.ofNullable(credentials)
                .map(text -> "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Host and port.
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
