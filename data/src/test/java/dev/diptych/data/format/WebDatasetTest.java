package dev.diptych.data.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.internal.archive.CacheFolder;
import dev.diptych.data.internal.archive.FileSlice;
import dev.diptych.data.internal.archive.TarShard;
import dev.diptych.data.internal.folder.VisibleFiles;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.testing.SharedFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebDatasetTest {

    @TempDir
    private Path folder;

    private byte[] png = new byte[0];

    @BeforeEach
    void readImage() throws IOException {
        png = SmallSet.image("tiny_10x7.png");
    }

    @Test
    void membersUpToTheFirstDotAreASample() throws IOException {
        SequencedMap<String, byte[]> members = new LinkedHashMap<>();
        members.put("a.b/1.PNG", png); // the folder's dot does not count
        members.put("a.b/1.txt", SmallSet.bytes("first \n"));
        members.put("a.b/2.txt", SmallSet.bytes("text before image"));
        members.put("a.b/2.left.png", png);
        members.put("README", SmallSet.bytes("no sample"));
        members.put("a.b/3.cls", SmallSet.bytes("7"));
        members.put("a.b/4.png", png);
        members.put("a.b/4.json", SmallSet.bytes("{\"text\": \"from JSON\"}"));
        members.put("a.b/5.png", png);
        DataSet set =
                DataSets.read(SmallSet.tar(folder.resolve("s.tar"), members).toString());
        assertEquals(
                List.of("s.tar/a.b/1.PNG", "s.tar/a.b/2.left.png", "s.tar/a.b/4.png"),
                set.pairs().images().stream().map(image -> image.name()).toList());
        assertEquals(
                List.of("first", "text before image", "from JSON"),
                set.pairs().captions().stream().map(caption -> caption.text()).toList());
        assertEquals(
                List.of("it has no image", "it has no caption"),
                set.leftOut().stream().map(SkippedRow::reason).toList());
        assertTrue(
                set.leftOut().getFirst().place().endsWith("s.tar: a.b/3"),
                set.leftOut().toString());
    }

    @Test
    void aSampleWithSeveralImagesAsksWhichOne() throws IOException {
        Map<String, byte[]> members = Map.of("1.left.png", png, "1.right.png", png, "1.txt", SmallSet.bytes("x"));
        Path shard = SmallSet.tar(folder.resolve("s.tar"), new java.util.TreeMap<>(members));
        assertRefused(shard.toString(), "s.tar: 1 has the images left.png, right.png; choose one with ?image=left.png");
        assertEquals(
                "s.tar/1.right.png",
                DataSets.read(shard + "?image=right.png").pairs().image(0).name());
    }

    @Test
    void splitsAndCaptionsComeFromKeysOfJson() throws IOException {
        SequencedMap<String, byte[]> members = new LinkedHashMap<>();
        members.put("1.png", png);
        members.put("1.json", SmallSet.bytes("{\"alt\": [\"a\", \"b\"], \"part\": \"train\"}"));
        members.put("2.png", png);
        members.put("2.json", SmallSet.bytes("{\"alt\": \"c\", \"part\": \"test\"}"));
        Path shard = SmallSet.tar(folder.resolve("s.tar"), members);
        DataSet set = DataSets.read(shard + "?caption=alt&split=train&split_column=part");
        assertEquals(2, set.pairs().captions().size());
        assertEquals(1, set.pairs().images().size());
        assertRefused(shard + "?caption=alt&split=val&split_column=part", "it has the splits train, test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../1.png", "/etc/1.png", "a/../../1.png", "a\\..\\1.png"})
    void aPathThatLeadsOutsideIsRefused(String name) throws IOException {
        Path shard = SmallSet.tar(folder.resolve("s.tar"), Map.of(name, png));
        assertRefused(shard.toString(), "s.tar: member \"" + name + "\" has a path that is absolute or leads outside");
    }

    @Test
    void linksAndDevicesAreRefused() throws IOException {
        for (byte kind : new byte[] {'1', '2', '3', '4', '6'}) {
            Path shard = folder.resolve("s.tar");
            try (OutputStream out = Files.newOutputStream(shard);
                    TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
                TarArchiveEntry entry = new TarArchiveEntry("1.png", kind);
                entry.setLinkName("/etc/passwd");
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
            assertRefused(shard.toString(), "s.tar: member \"1.png\" is ");
        }
    }

    @Test
    void aSizeThatLiesIsRefused() throws IOException {
        for (String size : List.of("77777777777", "00000100000", "-0000000001")) {
            Path shard = SmallSet.tar(folder.resolve("s.tar"), Map.of("1.png", png));
            try (FileChannel channel = FileChannel.open(shard, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
                channel.write(ByteBuffer.wrap(SmallSet.bytes(size)), 124);
                byte[] header = FileSlice.read(channel, 0, 512);
                Arrays.fill(header, 148, 156, (byte) ' ');
                int sum = 0;
                for (byte each : header) {
                    sum += each & 0xFF;
                }
                channel.write(ByteBuffer.wrap(SmallSet.bytes("%06o\0 ".formatted(sum))), 148);
            }
            assertRefused(shard.toString(), "s.tar");
        }
    }

    @Test
    void aShardThatIsCutOffIsRefusedAndOneCutLaterGivesAnUnreadableImage() throws IOException {
        Path shard = SmallSet.tar(folder.resolve("s.tar"), Map.of("1.png", png));
        byte[] whole = Files.readAllBytes(shard);
        Files.write(shard, Arrays.copyOf(whole, 600));
        assertRefused(shard.toString(), "s.tar is not a complete tar archive");
        SequencedMap<String, byte[]> members = new LinkedHashMap<>();
        members.put("1.txt", SmallSet.bytes("x"));
        members.put("1.png", png);
        SmallSet.tar(shard, members);
        DataSet set = DataSets.read(shard.toString());
        Files.write(shard, Arrays.copyOf(Files.readAllBytes(shard), 1600));
        UnreadableImageException cut = assertThrows(
                UnreadableImageException.class,
                () -> set.pairs().image(0).source().read());
        assertTrue(cut.reason().contains("has become shorter"), cut.reason());
        Files.delete(shard);
        UnreadableImageException gone = assertThrows(
                UnreadableImageException.class,
                () -> set.pairs().image(0).source().read());
        assertTrue(gone.reason().contains("no longer exists"), gone.reason());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            json | {"caption": "a          | its json is not valid JSON
            json | ["a"]                   | its json is not an object in braces
            json | {"caption": 3}          | "caption" should be a string or a list of strings
            txt  | Ã                       | its txt is not UTF-8
            """)
    void aSampleWhoseTextsCannotBeReadIsLeftOut(String extension, String text, String reason) throws IOException {
        SequencedMap<String, byte[]> members = new LinkedHashMap<>();
        members.put("1.png", png);
        members.put("1." + extension, text.getBytes(StandardCharsets.ISO_8859_1));
        members.put("2.png", png);
        members.put("2.txt", SmallSet.bytes("whole"));
        DataSet set =
                DataSets.read(SmallSet.tar(folder.resolve("s.tar"), members).toString());
        assertEquals("whole", set.pairs().captions().getFirst().text());
        assertEquals(1, set.leftOut().size());
        SkippedRow left = set.leftOut().getFirst();
        assertTrue(left.place().endsWith("s.tar: 1"), left.place());
        assertTrue(left.reason().startsWith(reason), left.reason());
    }

    @Test
    void deepJsonAndTextsWithoutEndAreNoTexts() throws IOException {
        for (byte[] bomb : List.of(SmallSet.bytes("[".repeat(100_000)), SmallSet.bytes(" ".repeat((1 << 20) + 1)))) {
            Path shard = SmallSet.tar(folder.resolve("s.tar"), Map.of("1.png", png, "1.json", bomb));
            assertRefused(shard.toString(), "it has no image with a caption; of 1 rows skipped the first is");
        }
    }

    @Test
    void aGzippedShardIsUnpackedOnceAndABombIsNot() throws IOException {
        Path shards = folder.resolve("shards");
        SmallSet.shards(shards, ".tar.gz", false);
        Path cache = folder.resolve("cache");
        DataSets.read(shards + "?cache=" + cache);
        Path unpacked = cache.resolve("unpacked");
        List<Path> files = VisibleFiles.in(unpacked);
        assertEquals(2, files.size());
        List<Object> times = List.of(Files.getLastModifiedTime(files.get(0)), Files.getLastModifiedTime(files.get(1)));
        DataSets.read(shards + "?cache=" + cache);
        assertEquals(files, VisibleFiles.in(unpacked));
        assertEquals(times, List.of(Files.getLastModifiedTime(files.get(0)), Files.getLastModifiedTime(files.get(1))));

        Path bomb = folder.resolve("bomb.tar.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            for (int i = 0; i < 300; i++) {
                out.write(new byte[1 << 20]);
            }
        }
        assertRefused(bomb + "?cache=" + cache, "it unpacks to more than 268435456 bytes");
        assertEquals(files, VisibleFiles.in(unpacked));
    }

    @ParameterizedTest
    @ValueSource(strings = {".tar.gz", ".tar.zst", ".tar.xz", ".tar.bz2", ".tar.lz4"})
    void aCompressedShardThatIsCutOffIsRefused(String ending) throws IOException {
        SmallSet.shards(folder, ending, false);
        byte[] whole = Files.readAllBytes(folder.resolve("a0" + ending));
        Path cut = Files.write(folder.resolve("cut" + ending), Arrays.copyOf(whole, whole.length / 2));
        assertRefused(cut + "?cache=" + folder.resolve("cache"), "cut" + ending + " cannot be unpacked into the cache");
    }

    @Test
    void readsShardsOfWebDatasetsOwnTests() throws UnreadableImageException {
        Path shards = SharedFiles.require("data/wds_shards");
        assertRefused(shards.resolve("image{1..4}.tar").toString(), "it has no image with a caption");
        TarShard shard = TarShard.read(shards.resolve("sample.tgz"), new CacheFolder(folder));
        TarShard.Member member = shard.members().stream()
                .filter(each -> each.name().equals("10.png"))
                .findFirst()
                .orElseThrow();
        RgbImage image = new FileSlice(shard.file(), member.offset(), member.size(), "10.png").read();
        assertEquals(28, image.width());
    }

    private static void assertRefused(String location, String part) {
        String message = String.valueOf(assertThrows(InvalidInputException.class, () -> DataSets.read(location))
                .getMessage());
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count(), message);
    }
}
