package dev.diptych.serve.internal.http;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Who may call the server: the name of the host by which it was called (against DNS rebinding), the
/// origin of the page that sent the request (against requests from other sites), and the token.
///
/// @param token null if the server has none
/// @param hosts names by which the server may be called, in lower case, in addition to addresses and
///     `localhost`
/// @param origins other origins whose pages may use the server, such as `https://example.org`
public record AccessRules(@Nullable AccessToken token, Sessions sessions, Set<String> hosts, Set<String> origins) {

    private static final Pattern AUTHORITY = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");

    public AccessRules {
        hosts = Set.copyOf(hosts);
        origins = Set.copyOf(origins);
    }

    /// Checks host, origin and token.
    ///
    /// @throws ApiException if the request is refused
    public void check(Caller caller, Route.Access access) {
        checkHost(caller);
        checkOrigin(caller);
        switch (access) {
            case OPEN -> {}
            case USER -> {
                if (token != null && !isOwner(caller)) {
                    throw ApiException.refused(
                            401,
                            caller.bearer() == null
                                    ? "this server requires a token: send Authorization: Bearer TOKEN"
                                    : "the token is not valid",
                            "invalid_api_key");
                }
            }
            case OWNER -> {
                if (token == null) {
                    throw ApiException.refused(
                            403,
                            "this request changes the index, which only the owner of a token may do: start the server with --token-file",
                            "token_required");
                }
                check(caller, Route.Access.USER);
            }
        }
    }

    private void checkHost(Caller caller) {
        String host = caller.host();
        var authority = AUTHORITY.matcher(host == null ? "" : host);
        if (!authority.matches()) {
            throw ApiException.refused(400, "the request has no valid Host header", "invalid_host");
        }
        String name = authority.group(1).toLowerCase(Locale.ROOT);
        if (!name.equals("localhost") && !hosts.contains(name) && !isAddress(name)) {
            throw ApiException.refused(
                    421, "this server is not known by that name: start it with --allow-host NAME", "unknown_host");
        }
    }

    private static boolean isAddress(String name) {
        try {
            InetAddress.ofLiteral(name.startsWith("[") ? name.substring(1, name.length() - 1) : name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    // Browsers send the origin with every request that can change something; other clients send none.
    private void checkOrigin(Caller caller) {
        String origin = caller.origin();
        boolean foreign = origin != null
                ? !isOwn(origin, String.valueOf(caller.host())) && !origins.contains(origin)
                : "cross-site".equals(caller.fetchSite()) && !isSafe(caller.method());
        if (foreign) {
            throw ApiException.refused(
                    403, "requests from pages of other sites are refused: see --cors-origin", "foreign_origin");
        }
    }

    private static boolean isSafe(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }

    private static boolean isOwn(String origin, String host) {
        return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
    }

    /// Whether pages of this origin may read answers.
    public boolean isPermittedOrigin(@Nullable String origin) {
        return origin != null && origins.contains(origin);
    }

    /// Whether the request has the token, or the session of a page that had it.
    public boolean isOwner(Caller caller) {
        AccessToken required = token;
        if (required == null) {
            return true;
        }
        String bearer = caller.bearer();
        if (bearer != null) {
            return required.matches(bearer);
        }
        String session = caller.session();
        return session != null && sessions.isValid(session);
    }
}
