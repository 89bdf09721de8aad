package dev.diptych.data.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.InvalidInputException;
import dev.diptych.data.ImageItem;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.torch.RandomKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Damaged files are refused in one line or read, and nothing else happens. `-Ddiptych.fuzz.seconds=600` fuzzes
/// each format for ten minutes.
class FormatsFuzzTest {

    private static final Duration BUDGET = Duration.ofSeconds(Integer.getInteger("diptych.fuzz.seconds", 2));
    private static final int FEWEST_CASES = 30;

    @TempDir
    private Path folder;

    @Test
    @Timeout(1000)
    void damagedShards() throws IOException {
        Path shards = folder.resolve("shards");
        SmallSet.shards(shards, ".tar", true);
        fuzz(Files.readAllBytes(shards.resolve("a0.tar")), "damaged.tar", 1);
        SmallSet.shards(shards, ".tar.gz", false);
        fuzz(Files.readAllBytes(shards.resolve("a1.tar.gz")), "damaged.tar.gz", 2);
    }

    @Test
    @Timeout(1000)
    void damagedParquet() throws IOException {
        fuzz(SmallSet.resource("/formats/huggingface.parquet"), "damaged.parquet", 3);
        fuzz(SmallSet.resource("/formats/paths.parquet"), "paths.parquet", 4);
    }

    @Test
    @Timeout(1000)
    void damagedTexts() throws IOException {
        String coco = "{\"images\": [{\"id\": 1, \"file_name\": \"1.jpg\"}, {\"id\": 2, \"file_name\": \"a/2.jpg\"}],"
                + " \"annotations\": [{\"image_id\": 2, \"caption\": \"a dog\"}, {\"image_id\": 1, \"caption\": \"猫\"}]}";
        fuzz(SmallSet.bytes(coco), "damaged.json", 5);
        fuzz(SmallSet.bytes("image,caption\n1.jpg,\"a, \"\"b\"\"\"\n2.jpg,猫\n".repeat(3)), "damaged.csv", 6);
        fuzz(SmallSet.bytes("1.jpg#0\tA dog.\n2.jpg#1\t猫\n".repeat(3)), "Flickr8k.token.txt", 7);
    }

    private void fuzz(byte[] whole, String name, long seed) throws IOException {
        RandomGenerator random = RandomKey.of(seed).generator();
        Path file = folder.resolve(name);
        int refused = 0;
        int cases = 0;
        long start = System.nanoTime();
        while (cases < FEWEST_CASES || System.nanoTime() - start < BUDGET.toNanos() / 3) {
            cases++;
            Path cache = folder.resolve("cache");
            Files.write(file, damage(whole, random));
            try {
                for (ImageItem item :
                        DataSets.read(file + "?cache=" + cache).pairs().images()) {
                    item.source().read();
                }
            } catch (InvalidInputException e) {
                assertEquals(1, String.valueOf(e.getMessage()).lines().count(), e.getMessage());
                refused++;
            } catch (UnreadableImageException e) {
                assertTrue(!e.reason().isEmpty());
            }
            if (Files.isDirectory(cache.resolve("unpacked"))) {
                for (Path unpacked : Probe.children(cache.resolve("unpacked"))) {
                    Files.delete(unpacked);
                }
            }
        }
        assertTrue(refused > 0, name + ": none of " + cases + " was refused");
    }

    /// Some bytes changed, most of them where the structure is: at the start and at the end.
    private static byte[] damage(byte[] whole, RandomGenerator random) {
        byte[] damaged = whole.clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int edge = Math.min(whole.length, 2048);
            int place = List.of(
                            random.nextInt(whole.length), random.nextInt(edge), whole.length - 1 - random.nextInt(edge))
                    .get(random.nextInt(3));
            damaged[place] = (byte) (random.nextBoolean() ? random.nextInt() : whole[random.nextInt(whole.length)]);
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(damaged, 1 + random.nextInt(damaged.length)) : damaged;
    }
}
