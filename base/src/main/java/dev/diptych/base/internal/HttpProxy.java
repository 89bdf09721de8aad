package dev.diptych.base.internal;

import dev.diptych.base.InvalidInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A server that passes requests on.
///
/// @param credentials `NAME:PASSWORD`, or null where it asks for none
public record HttpProxy(String host, int port, @Nullable String credentials) {

    private static final int PORT = 80;

    /// @param variable the variable's name, for messages
    /// @param value `http://HOST:PORT`, with `NAME:PASSWORD@` before the host where the proxy asks for
    ///     it; or without `http://`
    /// @throws InvalidInputException for anything else; does not show the password
    static HttpProxy parse(String variable, String value) {
        String address = value.contains("://") ? value : "http://" + value;
        try {
            URI uri = new URI(address);
            if (uri.getHost() != null && "http".equalsIgnoreCase(uri.getScheme())) {
                return new HttpProxy(uri.getHost(), uri.getPort() < 0 ? PORT : uri.getPort(), uri.getUserInfo());
            }
            throw wrong(variable, "\"" + address.replaceFirst("//[^/]*@", "//…@") + "\"", null);
        } catch (URISyntaxException e) {
            throw wrong(variable, "no address", e);
        }
    }

    private static InvalidInputException wrong(String variable, String found, @Nullable Exception cause) {
        String message = variable + " is " + found + ": give a proxy that speaks HTTP, as http://HOST:PORT";
        return cause == null ? new InvalidInputException(message) : new InvalidInputException(message, cause);
    }

    /// The value of the header `Proxy-Authorization`.
    Optional<String> authorization() {
        return Optional.ofNullable(credentials)
                .map(text -> "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// The host and the port.
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
