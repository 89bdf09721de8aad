package dev.diptych.spark;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Reads images from web addresses, with redirects. Hadoop's file system for `http` does not
/// accept addresses with a query. Thread-safe.
final class WebImages {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int OK = 200;

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    private WebImages() {}

    static boolean isAddress(String path) {
        return path.regionMatches(true, 0, "http://", 0, "http://".length())
                || path.regionMatches(true, 0, "https://", 0, "https://".length());
    }

    /// @param most number of bytes that are read at most
    /// @throws IOException if the address is not valid, or the server cannot be reached or does
    ///     not answer with the file
    static byte[] read(String address, int most) throws IOException {
        HttpRequest request = request(address);
        try {
            HttpResponse<InputStream> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != OK) {
                    throw new IOException("the server answered with status " + response.statusCode());
                }
                return body.readNBytes(most);
            }
        } catch (InterruptedException e) { // Spark ends the task
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static HttpRequest request(String address) throws IOException {
        try {
            return HttpRequest.newBuilder(URI.create(address)).timeout(ANSWER).build();
        } catch (IllegalArgumentException e) {
            throw new IOException("this is not a valid address", e);
        }
    }
}
