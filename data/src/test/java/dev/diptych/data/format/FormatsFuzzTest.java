package dev.diptych.data.format;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.ImageItem;
import dev.diptych.data.internal.folder.VisibleFiles;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.testing.Fuzzer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged data sets are either rejected with a one-line message or read.
class FormatsFuzzTest {

    @TempDir
    private Path folder;

    @Test
    void damagedShards() throws Exception {
        Path shards = folder.resolve("shards");
        SmallSet.shards(shards, ".tar", true);
        fuzz("damaged.tar", 1, Files.readAllBytes(shards.resolve("a0.tar")));
        int seed = 2;
        for (String ending : List.of(".tar.gz", ".tar.zst", ".tar.xz", ".tar.bz2", ".tar.lz4")) {
            SmallSet.shards(shards, ending, false);
            fuzz("damaged" + ending, seed++, Files.readAllBytes(shards.resolve("a1" + ending)));
        }
    }

    @Test
    void damagedParquet() throws Exception {
        fuzz("damaged.parquet", 3, SmallSet.resource("/formats/huggingface.parquet"));
        fuzz("paths.parquet", 4, SmallSet.resource("/formats/paths.parquet"));
        fuzz("lz4.parquet", 10, SmallSet.resource("/formats/lz4.parquet"));
    }

    @Test
    void damagedJson() throws Exception {
        String images = "\"images\": [{\"id\": 1, \"file_name\": \"1.jpg\"}, {\"id\": 2, \"file_name\": \"a/2.jpg\"}]";
        String captions = "\"annotations\": [{\"image_id\": 2, \"caption\": \"a dog\"},"
                + " {\"image_id\": 1, \"caption\": \"猫\"}]";
        fuzz("damaged.json", 5, SmallSet.bytes("{" + images + ", " + captions + "}"));
        String lines = "{\"image\": \"1.jpg\", \"caption\": [\"a dog\", \"猫\"], \"split\": \"train\"}\n"
                + "{\"image\": \"2.jpg\", \"caption\": \"a\\u0041\", \"split\": \"train\", \"more\": [[1e3, null]]}\n";
        fuzz("damaged.jsonl", 8, SmallSet.bytes(lines));
        String karpathy = "{\"dataset\": \"x\", \"images\": [{\"filename\": \"1.jpg\", \"split\": \"train\","
                + " \"sentences\": [{\"raw\": \"a dog\"}]}]}";
        fuzz("karpathy.json", 9, SmallSet.bytes(karpathy));
    }

    @Test
    void damagedTables() throws Exception {
        fuzz("damaged.csv", 6, SmallSet.bytes("image,caption\n1.jpg,\"a, \"\"b\"\"\"\n2.jpg,猫\n".repeat(3)));
        fuzz("Flickr8k.token.txt", 7, SmallSet.bytes("1.jpg#0\tA dog.\n2.jpg#1\t猫\n".repeat(3)));
    }

    private void fuzz(String name, long seed, byte[] whole) throws Exception {
        for (String image : List.of("1.jpg", "2.jpg", "a/2.jpg")) {
            Files.createDirectories(folder.resolve(image).getParent());
            Files.write(folder.resolve(image), SmallSet.image("tiny_10x7.png"));
        }
        Fuzzer.fuzz(name, seed, List.of(whole), bytes -> reads(Files.write(folder.resolve(name), bytes)));
    }

    private boolean reads(Path file) throws IOException {
        Path cache = folder.resolve("cache");
        String options = file.endsWith("damaged.parquet") ? "?split=train,test&" : "?"; // it has these splits
        try {
            for (ImageItem item :
                    DataSets.read(file + options + "cache=" + cache).pairs().images()) {
                try {
                    item.source().read();
                } catch (UnreadableImageException e) {
                    assertTrue(!e.reason().isEmpty());
                }
            }
            return true;
        } catch (InvalidInputException e) {
            Fuzzer.requireOneLine(e);
            return false;
        } finally {
            if (Files.isDirectory(cache.resolve("unpacked"))) {
                for (Path unpacked : VisibleFiles.in(cache.resolve("unpacked"))) {
                    Files.delete(unpacked);
                }
            }
        }
    }
}
