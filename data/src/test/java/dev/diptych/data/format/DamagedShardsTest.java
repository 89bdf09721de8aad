package dev.diptych.data.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Damaged archives and Parquet files: captions that are read are those that were written, or the file is refused in
/// one line.
@Timeout(120)
class DamagedShardsTest {

    private static final int SAMPLES = 12;
    private static final int FILES = 100;

    @TempDir
    private Path folder;

    @Test
    void damageOfOneTextOfAShardChangesNoOtherSample() throws IOException {
        for (int seed = 0; seed < FILES; seed++) {
            Random random = new Random(seed);
            byte[] shard = shard();
            int sample = random.nextInt(SAMPLES);
            int at = indexOf(shard, caption(sample));
            for (int i = 0; i < 3; i++) {
                shard[at + random.nextInt(caption(sample).length())] = (byte) random.nextInt(256);
            }
            List<String> expected = new ArrayList<>(captions());
            expected.remove(sample);
            List<String> read = read(shard, "seed " + seed);
            read.removeIf(text -> !expected.contains(text)); // the damaged text, or what became of it
            assertEquals(expected, read, "seed " + seed);
        }
    }

    @Test
    void cutShardsGiveTheSamplesBeforeTheCutOrAreRefused() throws IOException {
        byte[] shard = shard();
        for (int seed = 0; seed < FILES; seed++) {
            int length = new Random(seed).nextInt(shard.length);
            List<String> read = readOrRefused(Arrays.copyOf(shard, length), "cut.tar", "cut at " + length);
            assertEquals(captions().subList(0, read.size()), read, "cut at " + length);
        }
    }

    @Test
    void flippedBytesOfHeadersGiveNoForeignCaptions() throws IOException {
        for (int seed = 0; seed < FILES; seed++) {
            Random random = new Random(seed);
            byte[] shard = shard();
            int header = 512 * random.nextInt(shard.length / 512);
            shard[header + random.nextInt(160)] ^= (byte) (1 << random.nextInt(8)); // name, mode, owner, size, checksum
            List<String> read = readOrRefused(shard, "flipped.tar", "seed " + seed);
            List<String> others = new ArrayList<>(read);
            others.removeAll(captions());
            assertTrue(others.size() <= 1, "seed " + seed + ": " + others); // a text whose own bytes were flipped
        }
    }

    @Test
    void cutAndFlippedParquetFilesAreReadOrRefused() throws IOException {
        byte[] whole = SmallSet.resource("/formats/huggingface.parquet");
        for (int seed = 0; seed < FILES; seed++) {
            Random random = new Random(seed);
            byte[] damaged = random.nextBoolean() ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int i = 0; damaged.length == whole.length && i < 3; i++) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            readOrRefused(damaged, "damaged.parquet", "seed " + seed);
        }
    }

    private List<String> read(byte[] file, String what) throws IOException {
        try {
            return new ArrayList<>(Inputs.texts(DataSets.read(
                    Files.write(folder.resolve("damaged.tar"), file).toString())));
        } catch (InvalidInputException refused) {
            throw new AssertionError(what, refused);
        }
    }

    private List<String> readOrRefused(byte[] bytes, String name, String what) throws IOException {
        Path file = Files.write(folder.resolve(name), bytes);
        try {
            return Inputs.texts(DataSets.read(file + (name.endsWith("parquet") ? "?split=train,test" : "")));
        } catch (InvalidInputException refused) {
            String message = String.valueOf(refused.getMessage());
            assertEquals(1, message.lines().count(), what + ": " + message);
            assertTrue(message.length() < 600, what + ": " + message);
            return List.of();
        }
    }

    private byte[] shard() throws IOException {
        byte[] png = SmallSet.image("tiny_10x7.png");
        SequencedMap<String, byte[]> members = new LinkedHashMap<>();
        for (int sample = 0; sample < SAMPLES; sample++) {
            members.put("%04d.png".formatted(sample), png);
            members.put("%04d.txt".formatted(sample), SmallSet.bytes(caption(sample)));
        }
        return Files.readAllBytes(SmallSet.tar(folder.resolve("whole.tar"), members));
    }

    private static List<String> captions() {
        List<String> captions = new ArrayList<>();
        for (int sample = 0; sample < SAMPLES; sample++) {
            captions.add(caption(sample));
        }
        return captions;
    }

    private static String caption(int sample) {
        return "caption number " + sample + " of the shard";
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }
}
