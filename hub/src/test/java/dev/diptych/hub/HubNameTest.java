package dev.diptych.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HubNameTest {

    @TempDir
    private Path root;

    @Test
    void readsOwnerNameAndRevision() {
        assertEquals(Optional.of(new HubName("bert-base-uncased", "main")), HubName.parse("bert-base-uncased"));
        assertEquals(Optional.of(new HubName("a/b.c_d-e", "refs/pr/1")), HubName.parse("a/b.c_d-e@refs/pr/1"));
        assertEquals("a/b", new HubName("a/b", "main").toString());
        assertEquals("a/b@v1", new HubName("a/b", "v1").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a/b",
                "./a",
                "../a",
                "a/b/c",
                "a//b",
                "a/",
                "a--b/c",
                "a/..",
                "a/b@",
                "a/b@../../c",
                "a/b@/c",
                "a/b@v 1",
                "a b",
                "a/b.git",
                "a/b@v1@v2",
                "-a/b",
                "~/a"
            })
    void whatIsNoNameIsLeftAPath(String text) {
        assertEquals(Optional.empty(), HubName.parse(text));
        if (!Files.exists(Path.of(text)) && Path.of(text).toString().equals(text)) {
            assertEquals(Path.of(text), HubCache.locate(Path.of(text)));
        }
    }

    @Test
    void aDirectoryComesBeforeAName() {
        assertEquals(root, HubCache.locate(root));
        assertEquals(root, HubCache.pin(root));
    }

    @Test
    void aNameThatIsNotInTheCacheSaysToPullIt() {
        HubName name = HubName.parse("openai/clip").orElseThrow();
        InvalidInputException refusal =
                assertThrows(InvalidInputException.class, () -> new HubCache(root).require(name));
        assertEquals(
                "openai/clip: not a directory, and no model of this name in " + root
                        + "; check the path, or run: diptych pull openai/clip",
                refusal.getMessage());
    }

    @Test
    void whatPythonDownloadedIsFound() throws Exception {
        String commit = "f".repeat(40);
        Path model = root.resolve("models--openai--clip");
        Path snapshot = Files.createDirectories(model.resolve("snapshots").resolve(commit));
        Files.createDirectories(model.resolve("refs"));
        Files.writeString(model.resolve("refs/main"), commit);
        HubCache cache = new HubCache(root);
        assertEquals(snapshot, cache.require(HubName.parse("openai/clip").orElseThrow()));
        assertEquals(
                snapshot, cache.require(HubName.parse("openai/clip@" + commit).orElseThrow()));
        Files.writeString(model.resolve("refs/main"), "../../elsewhere");
        assertTrue(cache.snapshot(HubName.parse("openai/clip").orElseThrow()).isEmpty());
    }

    @Test
    void noFileLeadsOutOfItsSnapshot() {
        HubName name = HubName.parse("a/b").orElseThrow();
        HubCache cache = new HubCache(root);
        assertThrows(InvalidInputException.class, () -> cache.pointer(name, "f".repeat(40), "../../x"));
        assertThrows(InvalidInputException.class, () -> cache.pointer(name, "f".repeat(40), "/x"));
    }
}
