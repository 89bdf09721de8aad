package dev.diptych.serve.internal.page;

import dev.diptych.serve.internal.http.Call;
import dev.diptych.serve.internal.http.Reply;
import dev.diptych.serve.internal.http.Route;
import dev.diptych.serve.internal.http.Route.Access;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The files of the web page and the description of the API. Only files of a fixed list are served, so
/// that no path can lead elsewhere.
public final class PageFiles {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";

    private static final List<String> SCRIPTS = List.of(
            "api.js",
            "app.js",
            "chart.js",
            "dom.js",
            "language.js",
            "messages.js",
            "pair.js",
            "picture.js",
            "review.js",
            "runs.js",
            "search.js");

    private PageFiles() {}

    /// The routes of the page.
    public static List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(file("/", "index.html", "text/html; charset=utf-8"));
        routes.add(file("/page/style.css", "style.css", "text/css; charset=utf-8"));
        routes.add(file("/page/icon.svg", "icon.svg", "image/svg+xml"));
        routes.add(file("/favicon.ico", "icon.svg", "image/svg+xml"));
        for (String script : SCRIPTS) {
            routes.add(file("/page/" + script, script, "text/javascript; charset=utf-8"));
        }
        routes.add(file("/openapi.json", "openapi.json", "application/json"));
        return routes;
    }

    private static Route file(String path, String name, String type) {
        byte[] bytes = read(name);
        Map<String, String> headers = Map.of("Content-Security-Policy", POLICY, "Cache-Control", "no-cache");
        return Route.get(path, Access.OPEN, (Call _) -> new Reply.Content(Reply.OK, type, bytes, headers));
    }

    private static byte[] read(String name) {
        try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
