package dev.diptych.serve.internal.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the route of a request. Segments are decoded one by one, so that an encoded slash cannot
/// change the path; a route without parameters precedes one with parameters. Immutable.
public final class Router {

    private final List<Route> routes;

    public Router(List<Route> routes) {
        List<Route> sorted = new ArrayList<>(routes);
        sorted.sort((a, b) -> Boolean.compare(a.path().contains("{"), b.path().contains("{")));
        this.routes = List.copyOf(sorted);
    }

    public List<Route> routes() {
        return routes;
    }

    /// A route with the parameters of its path.
    public record Match(Route route, Map<String, String> parameters) {}

    /// @param rawPath as in the request, with percent escapes
    /// @throws ApiException if the path does not exist (404), or does not support the method (405)
    public Match match(String method, String rawPath) {
        List<String> segments = segments(rawPath);
        String wanted = method.equals("HEAD") ? "GET" : method;
        TreeSet<String> others = new TreeSet<>();
        for (Route route : routes) {
            Map<String, String> parameters = parameters(route, segments);
            if (parameters != null) {
                if (route.method().equals(wanted)) {
                    return new Match(route, parameters);
                }
                others.add(route.method());
            }
        }
        if (!others.isEmpty()) {
            throw ApiException.refused(
                    405, "this path supports " + String.join(", ", others) + " only", "method_not_allowed");
        }
        throw ApiException.refused(404, "this path does not exist; see /openapi.json", "not_found");
    }

    /// The methods of a path; empty if the path does not exist.
    public TreeSet<String> methods(String rawPath) {
        List<String> segments = segments(rawPath);
        TreeSet<String> methods = new TreeSet<>();
        for (Route route : routes) {
            if (parameters(route, segments) != null) {
                methods.add(route.method());
            }
        }
        return methods;
    }

    private static List<String> segments(String rawPath) {
        List<String> segments = new ArrayList<>();
        for (String segment : rawPath.substring(rawPath.startsWith("/") ? 1 : 0).split("/", -1)) {
            try {
                segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw ApiException.invalid("the path has an invalid escape", null);
            }
        }
        return segments;
    }

    private static @Nullable Map<String, String> parameters(Route route, List<String> segments) {
        String[] wanted = route.path().substring(1).split("/", -1);
        if (wanted.length != segments.size()) {
            return null;
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{") && !segments.get(i).isEmpty()) {
                parameters.put(wanted[i].substring(1, wanted[i].length() - 1), segments.get(i));
            } else if (!wanted[i].equals(segments.get(i))) {
                return null;
            }
        }
        return parameters;
    }
}
