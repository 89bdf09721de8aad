package dev.diptych.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.InvalidInputException;
import dev.diptych.hub.LocalHub.Fault;
import dev.diptych.hub.LocalHub.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pulls from a hub on this machine, [LocalHub].
final class HubTest {

    private static final HubName MODEL = HubName.parse("owner/tiny").orElseThrow();
    private static final byte[] WEIGHTS = random(300_000);
    private static final Patience.Limits QUICK =
            new Patience.Limits(3, Duration.ofMillis(5), Duration.ofSeconds(5), Duration.ofSeconds(20));
    private static final Patience.Limits IMPATIENT =
            new Patience.Limits(20, Duration.ofMillis(5), Duration.ofSeconds(5), Duration.ofSeconds(1));

    @TempDir
    private Path root;

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final LocalHub server =
            new LocalHub("owner/tiny").with("config.json", "{}").withLarge("model.safetensors", WEIGHTS);

    @AfterEach
    void stop() {
        server.close();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private PulledModel pull() throws IOException, InterruptedException {
        return pull(MODEL, null, false);
    }

    private PulledModel pull(HubName name, @Nullable String token, boolean offline)
            throws IOException, InterruptedException {
        return pull(name, token, offline, QUICK);
    }

    private PulledModel pull(HubName name, @Nullable String token, boolean offline, Patience.Limits limits)
            throws IOException, InterruptedException {
        HubListener listener = new HubListener() {
            @Override
            public void say(String line) {
                said.add(line);
            }

            @Override
            public void received(String file, long received, long size) {
                assertTrue(received <= size, file);
            }
        };
        try (Hub hub = new Hub(new HubSettings(server.endpoint(), root, token, offline), listener, limits)) {
            return hub.pull(name);
        }
    }

    private Path blob(String etag) {
        return root.resolve("models--owner--tiny/blobs").resolve(etag);
    }

    private Path partial(byte[] bytes) throws IOException {
        Path partial = blob(server.etag("model.safetensors") + ".incomplete");
        Files.createDirectories(partial.getParent());
        return Files.write(partial, bytes);
    }

    private List<String> tree() throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(Predicate.not(Files::isDirectory))
                    .map(path -> root.relativize(path).toString())
                    .filter(path -> !path.startsWith(".locks"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void pullsWhatAModelNeedsInPythonsLayout() throws Exception {
        server.with("vocab.txt", "[PAD]\n[UNK]\n")
                .with("README.md", "read me")
                .withLarge("pytorch_model.bin", random(10))
                .withLarge("tf_model.h5", random(11))
                .with("onnx/config.json", "{}");
        PulledModel pulled = pull();
        String model = "models--owner--tiny/";
        String snapshot = model + "snapshots/" + LocalHub.COMMIT + "/";
        assertEquals(
                Stream.of(
                                model + "blobs/" + server.etag("config.json"),
                                model + "blobs/" + server.etag("model.safetensors"),
                                model + "blobs/" + server.etag("vocab.txt"),
                                model + "refs/main",
                                snapshot + "config.json",
                                snapshot + "model.safetensors",
                                snapshot + "vocab.txt")
                        .sorted()
                        .toList(),
                tree());
        assertEquals(LocalHub.COMMIT, Files.readString(root.resolve(model + "refs/main")));
        assertEquals(root.resolve(snapshot.substring(0, snapshot.length() - 1)), pulled.directory());
        Path weights = pulled.directory().resolve("model.safetensors");
        assertEquals(Path.of("../../blobs/" + server.etag("model.safetensors")), Files.readSymbolicLink(weights));
        assertArrayEquals(WEIGHTS, Files.readAllBytes(weights));
        assertEquals("{}", Files.readString(pulled.directory().resolve("config.json")));
        assertEquals(List.of(), said);
    }

    @Test
    void aSecondPullAsksForTheListAlone() throws Exception {
        pull();
        server.forget();
        PulledModel again = pull();
        assertEquals(
                List.of("/api/models/owner/tiny/revision/main"),
                server.requests().stream().map(Request::path).toList());
        assertTrue(again.files().stream().noneMatch(PulledModel.File::downloaded));
    }

    @Test
    void takesPicklesWhereThereAreNoSafetensors() throws Exception {
        try (LocalHub old =
                        new LocalHub("owner/tiny").with("config.json", "{}").withLarge("pytorch_model.bin", WEIGHTS);
                Hub hub = Hub.of(new HubSettings(old.endpoint(), root, null, false), silent())) {
            assertArrayEquals(
                    WEIGHTS, Files.readAllBytes(hub.pull(MODEL).directory().resolve("pytorch_model.bin")));
        }
    }

    @Test
    void aServerThatIsNotThereRefuses() {
        server.close();
        HubException failure = assertThrows(HubException.class, this::pull);
        assertTrue(message(failure).contains("failed (refused)"), message(failure));
    }

    @Test
    void pullsTheShardsThatAnIndexNames() throws Exception {
        try (LocalHub sharded = new LocalHub("gpt2")
                        .with("config.json", "{}")
                        .with(
                                "model.safetensors.index.json",
                                "{\"weight_map\":{\"a\":\"model-1.safetensors\",\"b\":\"model-2.safetensors\",\"c\":\"model-1.safetensors\"}}")
                        .withLarge("model-1.safetensors", random(100))
                        .withLarge("model-2.safetensors", random(200))
                        .withLarge("other.safetensors", random(300));
                Hub hub = Hub.of(new HubSettings(sharded.endpoint(), root, null, false), silent())) {
            PulledModel pulled = hub.pull(HubName.parse("gpt2").orElseThrow());
            assertEquals(
                    List.of(
                            "config.json",
                            "model.safetensors.index.json",
                            "model-1.safetensors",
                            "model-2.safetensors"),
                    pulled.files().stream().map(PulledModel.File::name).toList());
            assertTrue(pulled.directory().startsWith(root.resolve("models--gpt2/snapshots")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.0", "refs/pr/1", LocalHub.COMMIT})
    void pullsARevision(String revision) throws Exception {
        HubName name = HubName.parse("owner/tiny@" + revision).orElseThrow();
        PulledModel pulled = pull(name, null, false);
        assertEquals(LocalHub.COMMIT, pulled.commit());
        assertEquals(pulled.directory(), new HubCache(root).require(name));
        assertEquals(
                !revision.equals(LocalHub.COMMIT),
                Files.exists(root.resolve("models--owner--tiny/refs").resolve(revision)));
        assertThrows(InvalidInputException.class, () -> new HubCache(root).require(MODEL), "main was not pulled");
    }

    @Test
    void goesOnWhereAConnectionWasCut() throws Exception {
        server.fault(new Fault.NoRange(), new Fault.Cut(100_000), new Fault.Cut(50_000)); // the first: config.json
        PulledModel pulled = pull();
        assertArrayEquals(WEIGHTS, Files.readAllBytes(pulled.directory().resolve("model.safetensors")));
        assertEquals(List.of("all", "bytes=100000-", "bytes=150000-"), server.cdnRanges());
        assertEquals(2, said.size(), said.toString());
        assertTrue(said.getFirst().contains("model.safetensors: the connection to 127.0.0.1 failed"), said.toString());
    }

    @Test
    void goesOnWhereAnEarlierTryEnded() throws Exception {
        partial(Arrays.copyOf(WEIGHTS, 123_456));
        PulledModel pulled = pull();
        assertArrayEquals(WEIGHTS, Files.readAllBytes(pulled.directory().resolve("model.safetensors")));
        assertEquals(List.of("bytes=123456-"), server.cdnRanges());
    }

    @Test
    void anEarlierTryThatWasWholeIsCheckedAndKept() throws Exception {
        partial(WEIGHTS);
        PulledModel pulled = pull();
        assertArrayEquals(WEIGHTS, Files.readAllBytes(pulled.directory().resolve("model.safetensors")));
        assertEquals(List.of(), server.cdnRanges());
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 300_000, 300_001})
    void anEarlierTryOfOtherBytesIsThrownAway(int length) throws Exception {
        partial(new byte[length]);
        PulledModel pulled = pull();
        assertArrayEquals(WEIGHTS, Files.readAllBytes(pulled.directory().resolve("model.safetensors")));
        assertFalse(Files.exists(blob(server.etag("model.safetensors") + ".incomplete")));
    }

    @Test
    void startsOverWhereTheServerKnowsNoRanges() throws Exception {
        server.fault(new Fault.NoRange(), new Fault.Cut(100_000), new Fault.NoRange());
        PulledModel pulled = pull();
        assertArrayEquals(WEIGHTS, Files.readAllBytes(pulled.directory().resolve("model.safetensors")));
    }

    @Test
    void aServerThatKeepsCuttingIsGivenUpAndWhatCameIsKept() throws Exception {
        server.fault(new Fault.NoRange(), new Fault.Cut(100_000), new Fault.Cut(0), new Fault.Cut(0), new Fault.Cut(0));
        HubException failure = assertThrows(HubException.class, this::pull);
        assertTrue(message(failure).contains("3 times in a row"), message(failure));
        assertEquals(100_000, Files.size(blob(server.etag("model.safetensors") + ".incomplete")));
        assertThrows(InvalidInputException.class, () -> new HubCache(root).require(MODEL));
        pull();
        assertEquals("bytes=100000-", server.cdnRanges().getLast());
    }

    @Test
    void aServerThatFallsSilentIsAskedAgain() throws Exception {
        server.fault(new Fault.NoRange(), new Fault.Silence(70_000));
        PulledModel pulled = pull(MODEL, null, false, IMPATIENT);
        assertArrayEquals(WEIGHTS, Files.readAllBytes(pulled.directory().resolve("model.safetensors")));
        assertTrue(said.stream().anyMatch(line -> line.contains("nothing came for 1 s")), said.toString());
    }

    @Test
    void aWrongChecksumOfALargeFileFailsAndLeavesNothing() {
        server.fault(new Fault.NoRange(), new Fault.OtherBytes());
        HubException failure = assertThrows(HubException.class, this::pull);
        assertTrue(message(failure).startsWith("owner/tiny: model.safetensors: came with the checksum "));
        assertTrue(message(failure).contains(server.etag("model.safetensors")), message(failure));
        assertFalse(Files.exists(blob(server.etag("model.safetensors"))));
        assertFalse(Files.exists(blob(server.etag("model.safetensors") + ".incomplete")));
        assertFalse(Files.exists(root.resolve("models--owner--tiny/refs/main"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aWrongChecksumOfASmallFileFails() {
        server.fault(new Fault.OtherBytes());
        HubException failure = assertThrows(HubException.class, this::pull);
        assertTrue(message(failure).contains("config.json: came with the checksum"), message(failure));
    }

    @Test
    void checksumsOfTheListServeWhereEtagsAreNone() throws Exception {
        server.etagsAreChecksums = false;
        server.fault(new Fault.NoRange(), new Fault.OtherBytes());
        assertThrows(HubException.class, this::pull);
        assertEquals("{}", Files.readString(blob("entity-config.json")));
        PulledModel pulled = pull();
        assertArrayEquals(WEIGHTS, Files.readAllBytes(pulled.directory().resolve("model.safetensors")));
        assertEquals(List.of(), said);
    }

    @Test
    void aServerThatSendsTooMuchIsRefused() {
        server.fault(new Fault.NoRange(), new Fault.Longer());
        HubException failure = assertThrows(HubException.class, this::pull);
        assertTrue(message(failure).contains("sends more than the 300000 bytes"), message(failure));
    }

    @Test
    void waitsAsLongAsTheHubAsks() throws Exception {
        server.listFault(429, Map.of("Retry-After", "1"));
        server.fault(new Fault.NoRange(), new Fault.Status(503, Map.of("Retry-After", "0")));
        Instant start = Instant.now();
        pull();
        assertTrue(Duration.between(start, Instant.now()).toMillis() >= 1000);
        assertEquals(
                List.of(
                        "owner/tiny: 127.0.0.1 answers 429 (too many requests); trying again in 1 s",
                        "owner/tiny: model.safetensors: 127.0.0.1 answers 503; trying again in 0 ms"),
                said);
    }

    @Test
    void aWaitThatIsTooLongIsSaid() {
        server.listFault(429, Map.of("RateLimit", "\"api\";r=0;t=900"));
        HubException failure = assertThrows(HubException.class, this::pull);
        assertEquals(
                "owner/tiny: 127.0.0.1 answers 429 (too many requests), and asks to wait 900 s; try again then",
                message(failure));
    }

    @Test
    void anUnknownModelIsTheCallersFault() {
        HubName unknown = HubName.parse("owner/tinny").orElseThrow();
        InvalidInputException refusal = assertThrows(InvalidInputException.class, () -> pull(unknown, null, false));
        assertEquals(
                "owner/tinny: there is no such model, or it is private; check the name, or set HF_TOKEN",
                message(refusal));
    }

    @Test
    void anUnknownRevisionIsTheCallersFault() {
        HubName unknown = HubName.parse("owner/tiny@v2").orElseThrow();
        InvalidInputException refusal = assertThrows(InvalidInputException.class, () -> pull(unknown, null, false));
        assertEquals("owner/tiny: has no revision \"v2\"; name a branch, a tag or a whole commit", message(refusal));
    }

    @Test
    void aGatedModelNeedsItsTermsAccepted() throws Exception {
        server.requiredToken = "hf_secret";
        server.gated = true;
        InvalidInputException refusal = assertThrows(InvalidInputException.class, this::pull);
        assertEquals(
                "owner/tiny: the model is gated; accept its terms at " + server.endpoint()
                        + "/owner/tiny and set HF_TOKEN",
                message(refusal));
        pull(MODEL, "hf_secret", false);
    }

    @Test
    void aTokenThatIsRefusedIsSaidAndNotShown() {
        server.requiredToken = "hf_secret";
        InvalidInputException refusal = assertThrows(InvalidInputException.class, () -> pull(MODEL, "hf_other", false));
        assertTrue(message(refusal).contains("refuses the token"), message(refusal));
        assertFalse(message(refusal).contains("hf_other"), message(refusal));
    }

    @Test
    void theTokenGoesToTheEndpointAlone() throws Exception {
        server.requiredToken = "hf_secret";
        pull(MODEL, "hf_secret", false);
        for (Request request : server.requests()) {
            assertEquals(request.cdn() ? null : "Bearer hf_secret", request.authorization(), request.toString());
        }
        assertTrue(server.requests().stream().anyMatch(Request::cdn));
    }

    @Test
    void offlineAsksNothing() throws Exception {
        InvalidInputException refusal = assertThrows(InvalidInputException.class, () -> pull(MODEL, null, true));
        assertTrue(message(refusal).contains("HF_HUB_OFFLINE"), message(refusal));
        assertEquals(List.of(), server.requests());
        PulledModel pulled = pull();
        server.forget();
        PulledModel offline = pull(MODEL, null, true);
        assertEquals(pulled.directory(), offline.directory());
        assertEquals(LocalHub.COMMIT, offline.commit());
        assertEquals(2, offline.files().size());
        assertEquals(List.of(), server.requests());
    }

    @Test
    void noServerAtAllIsOneLine() {
        server.close();
        HubException failure = assertThrows(HubException.class, this::pull);
        assertTrue(message(failure).startsWith("owner/tiny: the connection to 127.0.0.1 failed"));
        assertFalse(message(failure).contains("\n"));
    }

    @Test
    void aRepositoryWithoutAModelIsRefused() {
        try (LocalHub empty = new LocalHub("owner/tiny").with("README.md", "nothing");
                Hub hub = Hub.of(new HubSettings(empty.endpoint(), root, null, false), silent())) {
            InvalidInputException refusal = assertThrows(InvalidInputException.class, () -> hub.pull(MODEL));
            assertTrue(message(refusal).contains("model.safetensors"), message(refusal));
        }
    }

    @Test
    void twoAtOnceDownloadAFileOnce() throws Exception {
        try (var threads = Executors.newFixedThreadPool(2)) {
            var first = threads.submit(() -> pull());
            var second = threads.submit(() -> pull());
            assertEquals(first.get().directory(), second.get().directory());
        }
        assertEquals(1, server.cdnRanges().size());
    }

    @Test
    void checksumsAreThoseOfGitAndSha256() throws Exception {
        Path file = Files.writeString(root.resolve("hello"), "hello\n", StandardCharsets.UTF_8);
        // git hash-object and sha256sum of the same bytes
        assertTrue(Checksum.of("ce013625030ba8dba906f756967f9e9ca394464a")
                .orElseThrow()
                .holds(file));
        assertTrue(Checksum.of("5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03")
                .orElseThrow()
                .holds(file));
        assertTrue(Checksum.of("of-the-pointer").isEmpty());
    }

    private static String message(Exception failure) {
        return Objects.requireNonNull(failure.getMessage());
    }

    private static HubListener silent() {
        return new HubListener() {
            @Override
            public void say(String line) {}

            @Override
            public void received(String file, long received, long size) {}
        };
    }
}
