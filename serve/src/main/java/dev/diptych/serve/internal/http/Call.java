package dev.diptych.serve.internal.http;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request as an endpoint sees it: host, origin and token have been checked, and the body was read.
///
/// @param parameters of the path
/// @param query the first value of each parameter of the query
/// @param body empty for GET
/// @param deadline when the answer is due
/// @param caller what the request says about its sender
/// @param secure whether the connection is encrypted
@SuppressWarnings("ArrayRecordComponent") // read once
public record Call(
        Map<String, String> parameters,
        Map<String, String> query,
        byte[] body,
        Deadline deadline,
        Caller caller,
        boolean secure) {

    /// The body as JSON with these fields only.
    public Fields fields(List<String> known) {
        return Fields.parse(body, known);
    }

    /// A parameter of the path that the route declares.
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no parameter " + name);
        }
        return value;
    }

    public @Nullable String query(String name) {
        return query.get(name);
    }

    /// An integer of the query.
    public int query(String name, int otherwise, int low, int high) {
        String text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= low && value <= high) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw ApiException.invalid("\"%s\" must be an integer from %d to %d".formatted(name, low, high), name);
    }

    /// A number of the query.
    public double query(String name, double otherwise, double low, double high) {
        String text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            double value = Double.parseDouble(text);
            if (value >= low && value <= high) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw ApiException.invalid("\"%s\" must be a number from %s to %s".formatted(name, low, high), name);
    }
}
