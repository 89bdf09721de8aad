package dev.diptych.serve.internal.http;

import org.jspecify.annotations.Nullable;

/// What a request says about its sender.
///
/// @param host the header `Host`, or the authority of HTTP/2
/// @param origin the header `Origin`
/// @param fetchSite the header `Sec-Fetch-Site` of browsers
/// @param authorization the header `Authorization`
/// @param cookie the header `Cookie`
public record Caller(
        String method,
        @Nullable String host,
        @Nullable String origin,
        @Nullable String fetchSite,
        @Nullable String authorization,
        @Nullable String cookie) {

    private static final String BEARER = "bearer ";

    /// The token of the header `Authorization`, if there is one.
    @Nullable
    String bearer() {
        String header = authorization;
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : null;
    }

    /// The name of the page's session, if there is one.
    public @Nullable String session() {
        if (cookie == null) {
            return null;
        }
        for (String each : cookie.split(";")) {
            String pair = each.strip();
            if (pair.startsWith(Sessions.COOKIE + "=")) {
                return pair.substring(Sessions.COOKIE.length() + 1);
            }
        }
        return null;
    }
}
