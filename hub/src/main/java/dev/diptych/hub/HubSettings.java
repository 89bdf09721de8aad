package dev.diptych.hub;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Hub, cache and token, from the variables that Python's libraries read.
///
/// @param endpoint the hub or a mirror of it, without a trailing slash
/// @param cache the directory that contains `models--OWNER--NAME`
/// @param token sent to the endpoint only; null for anonymous requests
/// @param offline whether downloads are disabled
public record HubSettings(
        URI endpoint, Path cache, @Nullable String token, boolean offline) {

    private static final String DEFAULT_ENDPOINT = "https://huggingface.co";
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)\\}|(\\w+))");

    /// Returns the settings of this process.
    ///
    /// @throws InvalidInputException if a variable is invalid
    public static HubSettings fromEnvironment() {
        return of(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /// Reads the settings from `environment`: `HF_ENDPOINT`; `HF_HUB_CACHE`, `HF_HOME` or `XDG_CACHE_HOME`;
    /// `HF_TOKEN` or the file at `HF_TOKEN_PATH`, by default `token` in `HF_HOME`; `HF_HUB_OFFLINE`.
    ///
    /// @param home the user's directory
    static HubSettings of(Map<String, String> environment, Path home) {
        Variables variables = new Variables(environment, home);
        Path huggingFace = variables.path("HF_HOME");
        if (huggingFace == null) {
            Path caches = variables.path("XDG_CACHE_HOME");
            huggingFace = (caches == null ? home.resolve(".cache") : caches).resolve("huggingface");
        }
        Path cache = variables.path("HF_HUB_CACHE");
        if (cache == null) {
            cache = variables.path("HUGGINGFACE_HUB_CACHE");
        }
        String endpoint = variables.text("HF_ENDPOINT");
        return new HubSettings(
                endpoint(endpoint == null ? DEFAULT_ENDPOINT : endpoint),
                cache == null ? huggingFace.resolve("hub") : cache,
                token(variables, huggingFace),
                variables.flag("HF_HUB_OFFLINE") || variables.flag("TRANSFORMERS_OFFLINE"));
    }

    private static URI endpoint(String text) {
        try {
            URI endpoint = new URI(text.replaceFirst("/+$", ""));
            boolean web = "https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme());
            if (web && endpoint.getHost() != null && endpoint.getQuery() == null) {
                return endpoint;
            }
        } catch (URISyntaxException e) {
            throw wrongEndpoint(text, e);
        }
        throw wrongEndpoint(text, null);
    }

    private static InvalidInputException wrongEndpoint(String text, @Nullable Exception cause) {
        String message = "HF_ENDPOINT is \"" + text + "\"; expected an address, such as " + DEFAULT_ENDPOINT;
        return cause == null ? new InvalidInputException(message) : new InvalidInputException(message, cause);
    }

    private static @Nullable String token(Variables variables, Path huggingFace) {
        if (variables.flag("HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
            return null;
        }
        String token = variables.text("HF_TOKEN");
        if (token == null) {
            token = variables.text("HUGGING_FACE_HUB_TOKEN");
        }
        Path named = variables.path("HF_TOKEN_PATH");
        Path file = named == null ? huggingFace.resolve("token") : named;
        if (token == null && Files.isRegularFile(file)) {
            try {
                token = Files.readString(file).strip();
            } catch (IOException e) {
                throw new InvalidInputException(
                        file + ": the token cannot be read: " + e.getMessage() + "; fix it, or set HF_TOKEN", e);
            }
        }
        if (token != null && !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new InvalidInputException("the hub token contains an invalid character; set HF_TOKEN again");
        }
        return token == null || token.isEmpty() ? null : token;
    }

    /// All settings except the token.
    @Override
    public String toString() {
        return "HubSettings[endpoint=" + endpoint + ", cache=" + cache + ", token=" + (token == null ? "none" : "set")
                + ", offline=" + offline + "]";
    }

    /// Returns the value of a variable; an empty one counts as not set. In paths, `~` and `$NAME` are expanded as
    /// in a shell.
    private record Variables(Map<String, String> environment, Path home) {

        @Nullable
        String text(String name) {
            String value = environment.getOrDefault(name, "").strip();
            return value.isEmpty() ? null : value;
        }

        boolean flag(String name) {
            String value = text(name);
            return value != null && TRUE.contains(value.toUpperCase(Locale.ROOT));
        }

        @Nullable
        Path path(String name) {
            String value = text(name);
            if (value == null) {
                return null;
            }
            if (value.equals("~") || value.startsWith("~/")) {
                value = home + value.substring(1);
            }
            String expanded = VARIABLE.matcher(value).replaceAll(variable -> {
                String known = variable.group(1) == null ? variable.group(2) : variable.group(1);
                return Matcher.quoteReplacement(environment.getOrDefault(known, variable.group()));
            });
            return Path.of(expanded).toAbsolutePath();
        }
    }
}
