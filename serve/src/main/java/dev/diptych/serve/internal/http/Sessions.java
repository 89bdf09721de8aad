package dev.diptych.serve.internal.http;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// Sessions of the web page: a browser exchanges the token once for a cookie with a random name of a
/// session. Sessions are in memory only, so they end with the server. Safe for concurrent use.
public final class Sessions {

    static final String COOKIE = "diptych_session";

    private static final Duration LIFE = Duration.ofDays(30);
    private static final int MOST = 1000;
    private static final int BYTES = 32;

    private final SecureRandom random = new SecureRandom();

    // From the digest of the name to the end of the session; the oldest one leaves when there are too many.
    private final Map<String, Long> ends = new LinkedHashMap<>();

    /// Begins a session.
    ///
    /// @return the value of the header `Set-Cookie`
    public String begin(boolean secure) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String name = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        synchronized (ends) {
            if (ends.size() >= MOST) {
                ends.remove(ends.keySet().iterator().next());
            }
            ends.put(name, System.nanoTime() + LIFE.toNanos());
        }
        return "%s=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d%s"
                .formatted(COOKIE, name, LIFE.toSeconds(), secure ? "; Secure" : "");
    }

    /// Whether a cookie names a session that has not ended. The names have 256 random bits, so the
    /// time of the look-up tells nothing about them.
    boolean isValid(String name) {
        synchronized (ends) {
            Long end = ends.get(name);
            if (end == null) {
                return false;
            }
            if (end - System.nanoTime() < 0) {
                ends.remove(name);
                return false;
            }
            return true;
        }
    }

    /// Ends a session.
    ///
    /// @return the value of the header `Set-Cookie`
    public String end(String name) {
        synchronized (ends) {
            ends.remove(name);
        }
        return COOKIE + "=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0";
    }
}
