package dev.diptych.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/metrics` by the rules of Prometheus' text format, version 0.0.4.
final class MetricsFormatTest {

    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{((?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\]|\\\\[\\\\\"n])*\",?)*)})?"
                    + " ([-+]?(?:Inf|[0-9.]+(?:[eE][-+]?[0-9]+)?)|NaN)(?: -?[0-9]+)?");
    private static final Pattern TYPE =
            Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)");
    private static final Pattern HELP = Pattern.compile("# HELP [a-zA-Z_:][a-zA-Z0-9_:]* .*");
    private static final Pattern BOUND = Pattern.compile("(?:^|,)le=\"([^\"]*)\"");

    @TempDir
    private Path folder;

    private record Sample(String name, String labels, double value) {}

    @Test
    void everyLineIsASampleOfADeclaredMetric() throws Exception {
        try (TestServer server = TestServer.golden(folder).start()) {
            server.post("/v1/embeddings", "{\"input\": [\"t51\", \"t36 t37\"]}");
            server.get("/nothing%22%5C%0A");
            server.post("/v1/embeddings", "{");
            server.metricsWhen(text -> refusals(parse(text, new LinkedHashMap<>())) >= 1);
            TestServer.Answer answer = server.get("/metrics");
            assertEquals(200, answer.status());
            assertTrue(answer.response()
                    .headers()
                    .firstValue("Content-Type")
                    .orElse("")
                    .startsWith("text/plain"));
            assertTrue(answer.body().endsWith("\n"));
            Map<String, String> types = new LinkedHashMap<>();
            List<Sample> samples = parse(answer.body(), types);
            histogramsAreCumulative(samples, types);
            for (String documented : List.of(
                    "diptych_http_requests_seconds_count",
                    "diptych_http_requests_running",
                    "diptych_http_received_bytes_total",
                    "diptych_queue_length",
                    "diptych_queue_wait_seconds_count",
                    "diptych_queue_expired_total",
                    "diptych_batch_size_count",
                    "diptych_model_seconds_count")) {
                assertTrue(samples.stream().anyMatch(each -> each.name().equals(documented)), documented);
            }
            assertEquals(1, refusals(samples));
        }
    }

    private static double refusals(List<Sample> samples) {
        return samples.stream()
                .filter(each -> each.name().equals("diptych_http_requests_seconds_count")
                        && each.labels().contains("status=\"400\""))
                .mapToDouble(Sample::value)
                .sum();
    }

    private static List<Sample> parse(String text, Map<String, String> types) {
        List<Sample> samples = new ArrayList<>();
        Set<String> series = new HashSet<>();
        for (String line : text.split("\n")) {
            Matcher type = TYPE.matcher(line);
            if (type.matches()) {
                assertFalse(types.containsKey(type.group(1)), "declared twice: " + line);
                types.put(type.group(1), type.group(2));
            } else if (line.startsWith("#")) {
                assertTrue(HELP.matcher(line).matches(), line);
            } else {
                Matcher sample = SAMPLE.matcher(line);
                assertTrue(sample.matches(), line);
                String labels = sample.group(2) == null ? "" : sample.group(2);
                assertTrue(series.add(sample.group(1) + "{" + labels), "a series twice: " + line);
                assertNotNull(metric(sample.group(1), types), "not declared: " + line);
                samples.add(new Sample(sample.group(1), labels, number(sample.group(3))));
            }
        }
        return samples;
    }

    private static @Nullable String metric(String sample, Map<String, String> types) {
        if (types.containsKey(sample)) {
            return sample;
        }
        for (String suffix : List.of("_bucket", "_sum", "_count", "_total", "_max")) {
            String name = sample.endsWith(suffix) ? sample.substring(0, sample.length() - suffix.length()) : "";
            if (types.containsKey(name)) {
                return name;
            }
        }
        return null;
    }

    // Buckets grow with their bound, and the last one is the count.
    private static void histogramsAreCumulative(List<Sample> samples, Map<String, String> types) {
        Map<String, Double> last = new HashMap<>();
        Map<String, Double> bounds = new HashMap<>();
        for (Sample each : samples) {
            if (each.name().endsWith("_bucket")) {
                Matcher bound = BOUND.matcher(each.labels());
                assertTrue(bound.find(), each.toString());
                String key = each.name() + bound.replaceFirst("");
                double upper = number(bound.group(1));
                assertTrue(upper > bounds.getOrDefault(key, Double.NEGATIVE_INFINITY), each.toString());
                assertTrue(each.value() >= last.getOrDefault(key, 0.0), each.toString());
                bounds.put(key, upper);
                last.put(key, each.value());
            }
        }
        assertTrue(types.containsValue("histogram") && !last.isEmpty(), "no histogram");
        bounds.forEach((key, upper) -> assertEquals(Double.POSITIVE_INFINITY, upper, key));
        for (Sample each : samples) {
            String name = each.name().replaceFirst("_count$", "");
            if (!name.equals(each.name()) && "histogram".equals(types.get(name))) {
                assertEquals(each.value(), last.get(name + "_bucket" + each.labels()), each.toString());
            }
        }
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            case String other -> Double.parseDouble(other);
        };
    }
}
