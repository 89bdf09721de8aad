package dev.diptych.data.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.ContentDigest;
import dev.diptych.base.ProgressListener;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDigestsTest {

    private static final Instant LONG_AGO = Instant.parse("2020-01-02T03:04:05Z");
    private static final int IMAGES = 150; // three chunks

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();
    private List<Path> files = List.of();
    private Pairs pairs = new Pairs(List.of(), List.of(), List.of());

    @BeforeEach
    void write() throws IOException {
        files = IntStream.range(0, IMAGES)
                .mapToObj(image -> folder.resolve(image + ".jpg"))
                .toList();
        for (Path file : files) {
            put(file, "bytes of " + file.getFileName(), LONG_AGO);
        }
        pairs = new Pairs(
                files.stream()
                        .map(file -> new ImageItem(file.getFileName().toString(), new FileImage(file)))
                        .toList(),
                List.of(),
                List.of());
    }

    @Test
    void digestsAreThoseOfTheImages() throws Exception {
        byte[][] digests = digests().orElseThrow();
        for (int image = 0; image < IMAGES; image++) {
            assertArrayEquals(pairs.image(image).source().digest(), digests[image]);
        }
        Pairs scenes = Scenes.generate(new SceneOptions(1, 5, 0, 0, 16, 1, 0.5))
                .training()
                .pairs();
        byte[][] ofScenes = new ImageDigests(memory(), warnings::add)
                .of(scenes, 2, ProgressListener.nobody(), () -> false)
                .orElseThrow();
        assertArrayEquals(scenes.image(4).source().digest(), ofScenes[4]);
        assertEquals(List.of(), warnings);
    }

    @Test
    void aFileIsReadAgainOnlyWhenItsSizeOrTimeChanges() throws IOException {
        byte[][] before = digests().orElseThrow();
        put(files.get(7), "BYTES of 7.jpg", LONG_AGO); // as long and as old: it is not supported
        put(files.get(8), "BYTES of 8.jpg", LONG_AGO.plusNanos(1_000_000));
        put(files.get(9), "bytes of 9.jpg and more", LONG_AGO);
        byte[][] after = digests().orElseThrow();
        assertArrayEquals(before[7], after[7]);
        assertArrayEquals(digest("BYTES of 8.jpg"), after[8]);
        assertArrayEquals(digest("bytes of 9.jpg and more"), after[9]);
        byte[][] again = digests().orElseThrow();
        assertArrayEquals(after, again);
    }

    @Test
    void aFileThatHasJustBeenWrittenIsNotRemembered() throws IOException {
        put(files.get(3), "bytes of 3.jpg", Instant.now());
        FileTime time = Files.getLastModifiedTime(files.get(3));
        var _ = digests().orElseThrow();
        put(files.get(3), "BYTES of 3.jpg", time.toInstant());
        assertArrayEquals(digest("BYTES of 3.jpg"), digests().orElseThrow()[3]);
    }

    @Test
    void aDamagedMemoryIsReplacedAfterOneWarning() throws IOException {
        byte[][] digests = digests().orElseThrow();
        byte[] whole = Files.readAllBytes(memory());
        List<byte[]> damages = new ArrayList<>();
        damages.add(new byte[0]);
        damages.add("no such file".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        damages.add(java.util.Arrays.copyOf(whole, whole.length - 9));
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 4;
        damages.add(flipped);
        for (byte[] damage : damages) {
            Files.write(memory(), damage);
            warnings.clear();
            assertArrayEquals(digests, digests().orElseThrow());
            assertEquals(1, warnings.size(), warnings.toString());
            assertEquals(whole.length, Files.size(memory()));
            var _ = digests().orElseThrow();
            assertEquals(1, warnings.size(), warnings.toString());
        }
    }

    @Test
    void aStopIsHonouredAndWhatWasComputedIsKept() throws IOException {
        int[] asked = {0};
        List<Integer> progress = new ArrayList<>();
        Optional<byte[][]> stopped = new ImageDigests(memory(), warnings::add)
                .of(pairs, 2, (_, done, _) -> progress.add(done), () -> asked[0]++ >= 2);
        assertFalse(stopped.isPresent());
        assertEquals(List.of(0, 64), progress);
        put(files.get(127), "BYTES of 127.jpg", LONG_AGO);
        put(files.get(128), "BYTES of 128.jpg", LONG_AGO);
        byte[][] digests = digests().orElseThrow();
        assertArrayEquals(digest("bytes of 127.jpg"), digests[127]);
        assertArrayEquals(digest("BYTES of 128.jpg"), digests[128]);
    }

    @Test
    void anImageThatCannotBeReadHasADigestThatIsNotRemembered() throws IOException {
        Files.delete(files.get(4));
        byte[] missing = digests().orElseThrow()[4];
        put(files.get(4), "bytes of 4.jpg", LONG_AGO);
        byte[] there = digests().orElseThrow()[4];
        assertArrayEquals(digest("bytes of 4.jpg"), there);
        assertFalse(java.util.Arrays.equals(missing, there));
    }

    @Test
    void aMemoryThatCannotBeWrittenIsSaid() throws IOException {
        Path blocked = Files.writeString(folder.resolve("blocked"), "");
        byte[][] digests = new ImageDigests(blocked.resolve("digests"), warnings::add)
                .of(pairs, 2, ProgressListener.nobody(), () -> false)
                .orElseThrow();
        assertArrayEquals(digest("bytes of 0.jpg"), digests[0]);
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.getFirst().contains("cannot be stored"), warnings.toString());
    }

    private Optional<byte[][]> digests() {
        return new ImageDigests(memory(), warnings::add).of(pairs, 3, ProgressListener.nobody(), () -> false);
    }

    private Path memory() {
        return folder.resolve("cache").resolve("image-digests");
    }

    private static byte[] digest(String text) {
        return new ContentDigest()
                .bytes(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .bytes();
    }

    private static void put(Path file, String text, Instant time) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(time));
    }
}
