package dev.diptych.serve.internal.page;

import dev.diptych.Versions;
import dev.diptych.serve.internal.http.AccessRules;
import dev.diptych.serve.internal.http.AccessToken;
import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Call;
import dev.diptych.serve.internal.http.Fields;
import dev.diptych.serve.internal.http.Json;
import dev.diptych.serve.internal.http.Reply;
import dev.diptych.serve.internal.http.Route;
import dev.diptych.serve.internal.http.Route.Access;
import dev.diptych.serve.internal.model.ServedModel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the page needs to begin: which parts the server has, and the exchange of the token for a
/// cookie.
///
/// @param model null for a server without a model
/// @param parts `search`, `pair`, `review`, `runs`
public record SessionEndpoints(AccessRules rules, @Nullable ServedModel model, Set<String> parts, int imageBytes) {

    private static final List<String> FIELDS = List.of("token");

    /// @param authorized whether the caller may use the server; the other fields are empty otherwise
    /// @param editable whether the caller may change the index
    record Session(
            boolean tokenRequired,
            boolean authorized,
            boolean editable,
            Set<String> parts,
            @Nullable String model,
            boolean calibrated,
            boolean matching,
            int imageBytes,
            @Nullable String version) {}

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.get("/session", Access.OPEN, this::describe),
                Route.post("/session", Access.OPEN, FIELDS, this::begin),
                Route.delete("/session", Access.OPEN, this::end));
    }

    private Reply describe(Call call) {
        return Reply.json(session(rules.isOwner(call.caller())));
    }

    private Session session(boolean authorized) {
        boolean required = rules.token() != null;
        return new Session(
                required,
                authorized,
                required && authorized,
                authorized ? parts : Set.of(),
                authorized && model != null ? model.name() : null,
                authorized && model != null && model.model().calibration().isPresent(),
                authorized && model != null && model.model().hasMatchingHead(),
                imageBytes,
                authorized ? Versions.diptych() : null);
    }

    private Reply begin(Call call) {
        Fields fields = call.fields(FIELDS);
        String candidate = fields.requireText("token");
        AccessToken token = rules.token();
        if (token == null) {
            throw ApiException.invalid("this server has no token", "token");
        }
        if (!token.matches(candidate)) {
            throw ApiException.refused(401, "the token is not valid", "invalid_api_key");
        }
        // Behind a proxy with TLS, only the origin of the page tells that the browser's connection is encrypted.
        String origin = call.caller().origin();
        boolean secure = call.secure() || origin != null && origin.startsWith("https://");
        return withCookie(session(true), rules.sessions().begin(secure));
    }

    private Reply end(Call call) {
        String session = call.caller().session();
        return withCookie(session(rules.token() == null), rules.sessions().end(session == null ? "" : session));
    }

    private static Reply withCookie(Session session, String cookie) {
        return new Reply.Content(Reply.OK, "application/json", Json.bytes(session), Map.of("Set-Cookie", cookie));
    }
}
