package dev.diptych.hub;

import dev.diptych.base.InvalidInputException;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Interprets the hub's responses by their status and `X-Error-Code`.
final class HubStatus {

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    private static final Pattern RATE_LIMIT_RESET = Pattern.compile("\\bt=(\\d{1,9})");

    private final HubSettings settings;
    private final HubName name;

    HubStatus(HubSettings settings, HubName name) {
        this.settings = settings;
        this.name = name;
    }

    /// Returns normally if `response` is a success.
    ///
    /// @param what the requested file, or null for the list of files
    /// @throws InvalidInputException if the call must change: unknown model, no permission
    /// @throws TransientFailure if the same request may succeed later
    /// @throws HubException if the response is not one that a hub gives
    void requireSuccess(HttpResponse<?> response, @Nullable String what) throws TransientFailure, HubException {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return;
        }
        String where = what == null ? name.toString() : name.repository() + ": " + what;
        String code = header(response, "X-Error-Code");
        switch (status) {
            case 401, 403 -> throw new InvalidInputException(refused(code, response));
            case 407 ->
                throw new InvalidInputException(where + ": the proxy to " + host(response)
                        + " requires authentication; specify it as http://NAME:PASSWORD@HOST:PORT in "
                        + response.uri().getScheme().toUpperCase(Locale.ROOT) + "_PROXY");
            case 404, 410 -> throw new InvalidInputException(missing(code, what));
            case 408, 425, 429, 500, 502, 503, 504 ->
                throw new TransientFailure(
                        where + ": " + host(response) + " answers " + status + meaning(status),
                        retryAfter(response, Instant.now()),
                        null);
            default ->
                throw new HubException(where + ": " + host(response) + " answers " + status + said(response)
                        + "; check that HF_ENDPOINT is a hub");
        }
    }

    private String refused(String code, HttpResponse<?> response) {
        String page = settings.endpoint() + "/" + name.repository();
        boolean known = settings.token() != null;
        if (code.equals("GatedRepo")) {
            return name.repository() + ": the model is gated; accept its terms at " + page
                    + (known ? " as the owner of the configured token" : " and set HF_TOKEN");
        }
        if (code.equals("RepoNotFound") || !known) {
            return name.repository() + ": no such model, or it is private; check the name"
                    + (known ? ", and that the configured token has access" : ", or set HF_TOKEN");
        }
        return name.repository() + ": " + host(response) + " rejects the configured token" + said(response)
                + "; set HF_TOKEN to one with access to " + page;
    }

    private String missing(String code, @Nullable String what) {
        return switch (code) {
            case "RevisionNotFound" ->
                name.repository() + ": has no revision \"" + name.revision()
                        + "\"; specify a branch, a tag or a complete commit hash";
            case "EntryNotFound" ->
                name.repository() + ": has no file " + what + ", which its list of files contains; pull it again";
            default ->
                name.repository() + ": no such model at " + settings.endpoint() + "; check the name"
                        + (settings.token() == null ? ", or set HF_TOKEN if it is private" : "");
        };
    }

    /// Wait that the server requests: `Retry-After` in seconds or as a date, or the hub's `RateLimit:
    /// ...;t=SECONDS`.
    static @Nullable Duration retryAfter(HttpResponse<?> response, Instant now) {
        String after = header(response, "Retry-After");
        if (SECONDS.matcher(after).matches()) {
            return Duration.ofSeconds(Long.parseLong(after));
        }
        if (!after.isEmpty()) {
            try {
                Instant then = ZonedDateTime.parse(after, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                return then.isBefore(now) ? Duration.ZERO : Duration.between(now, then);
            } catch (DateTimeException e) {
                return null; // not a date: ignored
            }
        }
        Matcher reset = RATE_LIMIT_RESET.matcher(header(response, "RateLimit"));
        return reset.find() ? Duration.ofSeconds(Long.parseLong(reset.group(1))) : null;
    }

    static String header(HttpResponse<?> response, String header) {
        return response.headers().firstValue(header).orElse("").strip();
    }

    private static String meaning(int status) {
        return status == 429 ? " (too many requests)" : "";
    }

    private static String said(HttpResponse<?> response) {
        String message = header(response, "X-Error-Message").replaceAll("\\p{Cntrl}+", " ");
        return message.isEmpty() ? "" : " (" + message.substring(0, Math.min(200, message.length())) + ")";
    }

    private static String host(HttpResponse<?> response) {
        return response.uri().getHost();
    }
}
