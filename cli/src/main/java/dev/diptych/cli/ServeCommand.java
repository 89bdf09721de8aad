package dev.diptych.cli;

import dev.diptych.base.InvalidInputException;
import dev.diptych.cli.search.LuceneLogging;
import dev.diptych.cli.support.CompilerThreads;
import dev.diptych.cli.support.ComputePrecisionOption;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.StopSignals;
import dev.diptych.cli.support.Version;
import dev.diptych.serve.DiptychServer;
import dev.diptych.serve.Limits;
import dev.diptych.serve.ServeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `diptych serve`: the HTTP server and its web page.
@Command(
        name = "serve",
        description = {
            "Serve a model over HTTP: embeddings and re-ranking in the shape of OpenAI's, Jina's and Cohere's APIs, search,"
                    + " pair check, and a web page to search, to review the findings of an audit and to follow runs.",
            "It listens on this machine only, unless --host names another address; that requires a token.",
            "SIGTERM and SIGINT answer the requests in progress, then end the server."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ServeCommand implements Callable<Integer> {

    private static final String TOKEN_VARIABLE = "DIPTYCH_TOKEN";
    private static final int MEBIBYTE = 1 << 20;
    private static final int MEGAPIXEL = 1_000_000;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ComputePrecisionOption compute = new ComputePrecisionOption();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "MODEL",
            description = "Directory of a model or of a run, or name of a model on the Hub. May be omitted with --audit"
                    + " or --runs.")
    private @Nullable Path model;

    @Option(names = "--index", paramLabel = "INDEX", description = "Index to search, made with MODEL.")
    private @Nullable Path index;

    @Option(
            names = "--audit",
            paramLabel = "DIR",
            description =
                    "Output directory of 'diptych audit', whose findings the page reviews. Decisions are stored in"
                            + " DIR/decisions.jsonl.")
    private @Nullable Path audit;

    @Option(
            names = "--data",
            paramLabel = "D",
            description = "The audited data, if they are no longer where the audit found them.")
    private @Nullable String data;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description = "Folder with run directories, whose curves the page shows.")
    private @Nullable Path runs;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address on which to listen (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Port on which to listen; 0 for any free port (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--served-name",
            paramLabel = "NAME",
            defaultValue = ServeOptions.SERVED_NAME,
            description = "Name of the model in the API (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private String servedName;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the token that callers must send as Authorization: Bearer TOKEN. By default the"
                    + " variable " + TOKEN_VARIABLE + ", if it is set.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            description = "Name by which the server may be called, in addition to addresses and localhost. Repeatable.")
    private final Set<String> hosts = new LinkedHashSet<>();

    @Option(
            names = "--cors-origin",
            paramLabel = "ORIGIN",
            description = "Other origin whose pages may call the server, such as https://example.org. Repeatable.")
    private final Set<String> origins = new LinkedHashSet<>();

    @Option(
            names = "--fetch-images",
            description = "Fetch the images of http and https URLs in requests, from public addresses only.")
    private boolean fetchImages;

    @Option(
            names = "--weaviate",
            description = "Also serve /vectorize and /meta in the shape of Weaviate's inference container for CLIP.")
    private boolean weaviate;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Maximum number of texts or images that the model computes together (default: 32).")
    private @Nullable Integer batch;

    @Option(
            names = "--batch-delay",
            paramLabel = "MS",
            description = "Time in milliseconds for which an input waits for others (default: 2).")
    private @Nullable Integer batchDelay;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "Maximum duration of a request (default: 30).")
    private @Nullable Integer timeout;

    @Option(
            names = "--queue",
            paramLabel = "N",
            description =
                    "Maximum number of texts that wait for the model; one eighth as many images. More are answered"
                            + " with status 429 (default: 4096).")
    private @Nullable Integer queue;

    @Option(names = "--max-body", paramLabel = "MIB", description = "Maximum size of a request in MiB (default: 32).")
    private @Nullable Integer maxBody;

    @Option(names = "--max-image", paramLabel = "MIB", description = "Maximum size of an image in MiB (default: 10).")
    private @Nullable Integer maxImage;

    @Option(
            names = "--max-pixels",
            paramLabel = "MP",
            description = "Maximum number of pixels of an image in millions (default: 40).")
    private @Nullable Integer maxPixels;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (data != null && audit == null) {
            throw new InvalidInputException("--data requires --audit");
        }
        if (compute.isGiven() && model == null) {
            throw new InvalidInputException("--compute-precision requires the MODEL that computes");
        }
        ServeOptions options = new ServeOptions(
                model,
                compute.precision(),
                index,
                audit,
                data,
                runs,
                host,
                port,
                servedName,
                token(),
                hosts,
                origins,
                fetchImages,
                weaviate,
                limits());
        LuceneLogging.onlyErrors();
        StopSignals signals = StopSignals.install("answering the requests in progress before stopping");
        try (DiptychServer server = DiptychServer.start(options)) {
            CompilerThreads.lowerPriority(); // not earlier: the start waits for compiled code
            String address = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.port();
            LoggerFactory.getLogger(ServeCommand.class).info("listening on {}", address);
            if (output.json()) {
                output.printLine(Map.of("address", address, "port", server.port()));
            }
            signals.await();
        }
        return signals.exitStatus();
    }

    private @Nullable String token() throws IOException {
        if (tokenFile != null) {
            if (!Files.isRegularFile(tokenFile)) {
                throw new InvalidInputException("--token-file " + tokenFile + ": no such file");
            }
            String token = Files.readString(tokenFile).strip();
            if (token.isEmpty()) {
                throw new InvalidInputException("--token-file " + tokenFile + ": the file is empty");
            }
            return token;
        }
        String token = System.getenv(TOKEN_VARIABLE);
        return token == null || token.isBlank() ? null : token.strip();
    }

    private Limits limits() {
        Limits defaults = Limits.defaults();
        int texts = positive("--queue", queue, defaults.queuedTexts(), Integer.MAX_VALUE);
        return new Limits(
                MEBIBYTE * positive("--max-body", maxBody, defaults.bodyBytes() / MEBIBYTE, 1024),
                MEBIBYTE * positive("--max-image", maxImage, defaults.imageBytes() / MEBIBYTE, 1024),
                (long) MEGAPIXEL * positive("--max-pixels", maxPixels, (int) (defaults.imagePixels() / MEGAPIXEL), 178),
                Math.min(texts, defaults.inputs()),
                texts,
                Math.max(1, texts / (defaults.queuedTexts() / defaults.queuedImages())),
                positive("--batch", batch, defaults.batch(), 4096),
                Duration.ofMillis(
                        notNegative(batchDelay, (int) defaults.batchDelay().toMillis())),
                Duration.ofSeconds(
                        positive("--timeout", timeout, (int) defaults.timeout().toSeconds(), 3600)),
                defaults.connections());
    }

    private static int positive(String option, @Nullable Integer value, int otherwise, int most) {
        if (value != null && (value < 1 || value > most)) {
            throw new InvalidInputException("%s must be from 1 to %d, but is %d".formatted(option, most, value));
        }
        return value == null ? otherwise : value;
    }

    private static int notNegative(@Nullable Integer value, int otherwise) {
        if (value != null && (value < 0 || value > 1000)) {
            throw new InvalidInputException("--batch-delay must be from 0 to 1000, but is " + value);
        }
        return value == null ? otherwise : value;
    }
}
