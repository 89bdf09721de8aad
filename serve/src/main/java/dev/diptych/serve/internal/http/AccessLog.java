package dev.diptych.serve.internal.http;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One line for each request: client, method, path, status, bytes of the body and duration. The path
/// is without its query, which may contain what users search for, and without control characters, so
/// that a request cannot forge lines.
public final class AccessLog {

    private static final Logger LOG = LoggerFactory.getLogger("dev.diptych.serve.access");
    private static final int LONGEST_PATH = 200;

    private AccessLog() {}

    /// @param received bytes of the request's body
    public static void write(String client, String method, String path, int status, long received, long nanos) {
        if (LOG.isInfoEnabled()) {
            LOG.info(
                    "{} {} {} {} {} {}",
                    client,
                    plain(method),
                    plain(path),
                    status,
                    received,
                    String.format(Locale.ROOT, "%.1fms", nanos / 1e6));
        }
    }

    private static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints()
                .limit(LONGEST_PATH)
                .forEach(c -> plain.appendCodePoint(c <= ' ' || Character.isISOControl(c) || c == 0x2028 ? '?' : c));
        return plain.toString();
    }
}
