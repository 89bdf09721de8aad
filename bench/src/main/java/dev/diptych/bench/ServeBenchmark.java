package dev.diptych.bench;

import dev.diptych.Diptych;
import dev.diptych.base.InvalidInputException;
import dev.diptych.bench.data.CaptionLengths;
import dev.diptych.bench.data.SyntheticPairs;
import dev.diptych.bench.load.Latencies;
import dev.diptych.bench.load.OpenLoop;
import dev.diptych.data.ImageSource;
import dev.diptych.data.Pairs;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.report.html.Thumbnail;
import dev.diptych.serve.DiptychServer;
import dev.diptych.serve.Limits;
import dev.diptych.serve.ServeOptions;
import dev.diptych.torch.Libtorch;
import dev.diptych.torch.Precision;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The server under rising load: requests of 32 texts or 32 images at fixed rates, whether or not
/// earlier requests were answered. The roofline is the rate of the engine alone in the same process
/// with the same number of threads; it is unknown for a server at another address.
record ServeBenchmark(BenchmarkSettings settings) {

    static final List<String> CASES = List.of("texts", "images");

    private static final StepCase.Size SIZE = StepCase.Size.SMALL;
    private static final int INPUTS = 32;
    private static final int BODIES = 16;
    private static final int REQUESTS = 200;
    private static final int WARM_UP = 20;
    private static final int WARM_UP_FACTOR = 5; // a busy server compiles its code slowly
    private static final int CONNECTIONS = 4;
    private static final double[] LOADS = {0.25, 0.5, 0.75, 0.9};

    /// Requests with the same sort of input.
    ///
    /// @param bodies of requests, used in turn
    /// @param enginePerSecond inputs per second of the engine alone; NaN if unknown
    private record Work(String name, String metric, List<String> bodies, double enginePerSecond) {}

    List<BenchmarkRow> run() throws Exception {
        Libtorch.useThreads(settings.threads(Libtorch.threads()));
        String address = settings.address();
        try (TemporaryFolder folder = TemporaryFolder.create()) {
            Pairs pairs = SyntheticPairs.of(INPUTS * BODIES, SIZE.side(), CaptionLengths.real(null), SIZE.vocabulary());
            Path model = settings.model();
            if (address != null && model == null) {
                return measure(address(address), work(pairs, null));
            }
            if (model == null) {
                model = RandomModel.write(SIZE, folder.path());
            }
            List<Work> work;
            try (Diptych engine = Diptych.load(model)) {
                work = work(pairs, engine);
            }
            if (address != null) {
                return measure(address(address), work);
            }
            try (DiptychServer server = DiptychServer.start(options(model))) {
                return measure(URI.create("http://127.0.0.1:" + server.port()), work);
            }
        }
    }

    private static URI address(String text) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw new InvalidInputException("--address " + text + ": expected a URL such as http://127.0.0.1:8080");
    }

    private static ServeOptions options(Path model) {
        return new ServeOptions(
                model,
                Precision.FP32,
                null,
                null,
                null,
                null,
                "127.0.0.1",
                0,
                ServeOptions.SERVED_NAME,
                null,
                Set.of(),
                Set.of(),
                false,
                false,
                Limits.defaults());
    }

    private List<Work> work(Pairs pairs, @Nullable Diptych engine) throws Exception {
        List<Work> work = new ArrayList<>();
        if (settings.wants("texts", true)) {
            List<String> texts =
                    IntStream.range(0, INPUTS * BODIES).mapToObj(pairs::text).toList();
            double rate = engine == null ? Double.NaN : rate(() -> engine.embedTexts(texts.subList(0, INPUTS)));
            work.add(new Work("texts", "text", bodies(texts, "\"%s\""), rate));
        }
        if (settings.wants("images", true)) {
            List<String> images = new ArrayList<>();
            List<ImageSource> sources = new ArrayList<>();
            for (int i = 0; i < INPUTS * BODIES; i++) {
                byte[] png = png(pairs, i);
                sources.add(ImageSource.of(png));
                images.add(Base64.getEncoder().encodeToString(png));
            }
            double rate = engine == null ? Double.NaN : rate(() -> engine.embed(sources.subList(0, INPUTS)));
            work.add(new Work("images", "image", bodies(images, "{\"image\": \"%s\"}"), rate));
        }
        return work;
    }

    private static byte[] png(Pairs pairs, int image) {
        try {
            return Thumbnail.of(pairs.image(image).source().read(), SIZE.side()).bytes();
        } catch (UnreadableImageException e) {
            throw new IllegalStateException(e); // generated
        }
    }

    private double rate(Stopwatch.Work call) throws Exception {
        return INPUTS * 1e3 / Stopwatch.medianMilliseconds(WARM_UP, settings.repeat(WARM_UP), call);
    }

    private static List<String> bodies(List<String> inputs, String form) {
        List<String> bodies = new ArrayList<>();
        for (int from = 0; from < inputs.size(); from += INPUTS) {
            List<String> some = inputs.subList(from, from + INPUTS).stream()
                    .map(form::formatted)
                    .toList();
            bodies.add("{\"encoding_format\": \"base64\", \"input\": [" + String.join(", ", some) + "]}");
        }
        return bodies;
    }

    private List<BenchmarkRow> measure(URI address, List<Work> all) throws Exception {
        List<BenchmarkRow> rows = new ArrayList<>();
        int requests = settings.samples(REQUESTS);
        try (OpenLoop load = new OpenLoop(address)) {
            for (Work work : all) {
                PeakMemory.reset();
                load.closed(work.bodies(), CONNECTIONS, WARM_UP_FACTOR * requests);
                settings.progress().say("serve: " + work.name() + ", highest rate");
                BatchSizes before = BatchSizes.read(load, work.metric());
                Latencies highest = load.closed(work.bodies(), CONNECTIONS, requests);
                rows.add(row(work, "-max", highest, Double.NaN, before, BatchSizes.read(load, work.metric())));
                for (double share : LOADS) {
                    double rate = share * highest.perSecond();
                    settings.progress().say("serve: %s at %.0f %% of it".formatted(work.name(), 100 * share));
                    before = BatchSizes.read(load, work.metric());
                    Latencies latencies = load.open(work.bodies(), rate, requests);
                    String name = "-%.0f%%".formatted(100 * share);
                    rows.add(row(work, name, latencies, rate, before, BatchSizes.read(load, work.metric())));
                }
            }
        }
        return rows;
    }

    private static BenchmarkRow row(
            Work work, String name, Latencies latencies, double offered, BatchSizes before, BatchSizes after) {
        Map<String, Double> details = new LinkedHashMap<>();
        if (Double.isFinite(offered)) {
            details.put("offered_requests_per_second", offered);
        }
        details.put("requests_per_second", latencies.perSecond());
        details.put("p50_milliseconds", latencies.percentile(50));
        details.put("p99_milliseconds", latencies.percentile(99));
        details.put("p99_9_milliseconds", latencies.percentile(99.9));
        details.put("batch_size", after.meanSince(before));
        details.put("failed", (double) latencies.failed());
        return new BenchmarkRow(
                work.name() + name,
                latencies.percentile(50),
                INPUTS * latencies.perSecond(),
                work.enginePerSecond(),
                PeakMemory.bytes(),
                null,
                details);
    }

    /// Sum and number of the batches of a server.
    private record BatchSizes(double items, double batches) {

        static BatchSizes read(OpenLoop load, String kind) throws InterruptedException {
            String metrics = load.metrics();
            return new BatchSizes(
                    OpenLoop.metric(metrics, "diptych_batch_size_sum{kind=\"" + kind + "\"}"),
                    OpenLoop.metric(metrics, "diptych_batch_size_count{kind=\"" + kind + "\"}"));
        }

        double meanSince(BatchSizes earlier) {
            return (items - earlier.items) / (batches - earlier.batches);
        }
    }
}
