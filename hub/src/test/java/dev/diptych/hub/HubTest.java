package dev.diptych.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.hub.LocalHub.Request;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pulls from a hub that responds correctly.
final class HubTest extends PullingTest {

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
}
