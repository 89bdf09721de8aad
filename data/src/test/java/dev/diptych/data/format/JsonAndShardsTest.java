package dev.diptych.data.format;

import static dev.diptych.data.format.Inputs.assertRefused;
import static dev.diptych.data.format.Inputs.path;
import static dev.diptych.data.format.Inputs.reasons;
import static dev.diptych.data.format.Inputs.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// JSON as Python writes it, shards, Parquet and addresses as they are found.
class JsonAndShardsTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void pythonsNanAndInfinityAreRead() throws IOException {
        DataSet lines = DataSets.read(path("pairs/nan-score.jsonl").toString());
        assertEquals(12, texts(lines).size());
        assertEquals(List.of(), lines.leftOut());
        DataSet shard = DataSets.read(path("nan-metadata.tar").toString());
        assertEquals(12, shard.pairs().images().size());
        assertEquals(12, texts(shard).size());
        assertEquals(List.of(), shard.leftOut());
        write("a.jsonl", """
                {"image": "0.png", "caption": NaN, "x": -Infinity}
                {"image": NaN, "caption": "b", "x": Infinity}
                {"image": "2.png", "caption": "c", "x": [NaN, Infinity]}
                """);
        DataSet missing = DataSets.read(folder + "/a.jsonl");
        assertEquals(List.of("c"), texts(missing));
        assertEquals(List.of("it has no caption", "it has no image"), reasons(missing));
    }

    @Test
    void aGoodTextOutweighsABrokenJson() throws IOException {
        SequencedMap<String, byte[]> members = new LinkedHashMap<>();
        members.put("0.png", SmallSet.image("tiny_10x7.png"));
        members.put("0.json", SmallSet.bytes("{\"caption\": "));
        members.put("0.txt", SmallSet.bytes("\uFEFFa"));
        DataSet set =
                DataSets.read(SmallSet.tar(folder.resolve("a.tar"), members).toString());
        assertEquals(List.of("a"), texts(set));
    }

    @Test
    void anObjectWithoutCaptionInFrontIsLeftOut() throws IOException {
        DataSet set = DataSets.read(path("pairs/first-line.jsonl").toString());
        assertEquals(11, texts(set).size());
        assertEquals(1, set.leftOut().size());
        assertTrue(set.leftOut().getFirst().place().endsWith("first-line.jsonl:1"));
        String good = "{\"image\": \"0.png\", \"caption\": \"a\"}\n";
        write("a.jsonl", "{broken\n\0{\"x\": 1}\n7\n" + good);
        DataSet broken = DataSets.read(folder + "/a.jsonl");
        assertEquals(List.of("a"), texts(broken));
        assertEquals(3, broken.leftOut().size());
        write("a.jsonl", "{\"image\": \"0.png\"}\n{\"image\": \"1.png\"}\n");
        assertRefused(folder + "/a.jsonl", "a.jsonl:1: cannot detect the column of the caption");
    }

    @Test
    void messagesAboutJsonHaveNoAdviceForProgrammers() throws IOException {
        for (String text : List.of(
                "{\"a\": 01}",
                "{\"a\": 'b'}",
                "{a: 1}",
                "{\"a\": .5}",
                "{\"a\": \"\\q\"}",
                "{\"a\": [1",
                "{\"a\": \"" + "x".repeat(9_000_000).repeat(2) + "\"}",
                "{\"a\": " + "[".repeat(100),
                "{\"a\": 1e99999999999}",
                "{\"a\": /*x*/1}",
                "{\"a\": +1}",
                "{\"a\": 1,}",
                "{\"a\": " + "9".repeat(2000) + "}",
                "{" + "x".repeat(3000))) {
            write("a.json", "[" + text + "]");
            String message = assertRefused(folder + "/a.json");
            assertTrue(!message.contains("`") && !message.contains("Stream"), message);
            assertTrue(message.length() < 500, message);
        }
    }

    @Test
    void idsOfCocoMayBeTexts() throws IOException {
        DataSet set = DataSets.read(path("pairs/coco-text-ids.json").toString());
        assertEquals(12, texts(set).size());
        write("a.json", """
                {"images": [{"id": 1, "file_name": "0.png"}, {"id": "b", "file_name": "1.png"}, {"id": 3}],
                "annotations": [{"id": 70, "image_id": "1", "caption": "a"}, {"id": 71, "image_id": "b", "caption": null},
                {"id": 72, "image_id": "b", "caption": ["b", "c"]}, {"id": 73, "image_id": 3, "caption": "d"},
                {"id": 74, "image_id": "b", "caption": 5}, {"id": 75, "image_id": 1.0, "caption": "e"}, 7]}
                """.replace("\n", " "));
        DataSet mixed = DataSets.read("coco:" + folder + "/a.json");
        assertEquals(List.of("a", "b", "c", "e"), texts(mixed));
        assertEquals(
                List.of(
                        "images[2]",
                        "annotations[4]",
                        "annotations[6]",
                        "annotations[1] (id 71)",
                        "annotations[3] (id 73)"),
                mixed.leftOut().stream()
                        .map(row -> row.place().replaceAll(".*a.json: ", ""))
                        .toList());
        assertEquals("there is no image 3 in the list of images", reasons(mixed).getLast());
    }

    @Test
    void columnNamesMayHaveDots() throws IOException {
        DataSet set = DataSets.read(path("dotted-column.parquet") + "?caption=text.en&cache=" + folder);
        assertEquals(12, texts(set).size());
        write("a.jsonl", "{\"image\": \"0.png\", \"text.en\": \"a\"}\n");
        assertEquals(List.of("a"), texts(DataSets.read(folder + "/a.jsonl?caption=text.en")));
        write("a.csv", "image,text.en\n0.png,a\n");
        assertEquals(List.of("a"), texts(DataSets.read(folder + "/a.csv?caption=text.en")));
    }

    @Test
    void keysWithDotsAreDividedAtTheLastOneIfAskedFor() {
        String shard = path("dotted-keys.tar").toString();
        assertRefused(shard, "names may have no dots before the extension", "?image=png");
        DataSet set = DataSets.read(shard + "?image=png");
        assertEquals(12, set.pairs().images().size());
        assertEquals(12, texts(set).size());
    }

    @Test
    void aKeyThatIsThereTwiceIsNamed() throws IOException {
        assertRefused(path("same-keys.tar").toString(), "the shard has 0000.png several times");
        assertRefused(path("same-keys.tar") + "?image=png", "the shard has 0000.png several times");
    }

    @Test
    void hiddenMembersOfShardsAreNoSamples() throws IOException {
        SequencedMap<String, byte[]> members = new LinkedHashMap<>();
        for (String name : List.of("a/0.png", "__MACOSX/a/0.png", "a/._0.png", ".ipynb_checkpoints/0.png")) {
            members.put(name, SmallSet.image("tiny_10x7.png"));
        }
        members.put("a/0.txt", SmallSet.bytes("a"));
        DataSet set =
                DataSets.read(SmallSet.tar(folder.resolve("a.tar"), members).toString());
        assertEquals(1, set.pairs().images().size());
        assertEquals(List.of(), set.leftOut());
    }

    @Test
    void oddAddressesAreSentEncoded() throws Exception {
        ConcurrentSkipListSet<String> asked = new ConcurrentSkipListSet<>();
        ConcurrentSkipListSet<String> agents = new ConcurrentSkipListSet<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getRawPath());
            agents.add(exchange.getRequestHeaders().getFirst("User-Agent"));
            byte[] bytes = SmallSet.image("tiny_10x7.png");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            String rows = Files.readString(path("odd-addresses.csv"))
                    .replace("18765", Integer.toString(server.getAddress().getPort()));
            String base = "http://127.0.0.1:" + server.getAddress().getPort();
            write("a.csv", rows + base + "/\"q\".png,quotes\n" + base + "/é%20%zz.png?x={1}|2#part,more\n");
            DataSet set = DataSets.read(folder + "/a.csv?user_agent=me/1.0&cache=" + folder.resolve("cache"));
            assertEquals(10, set.pairs().images().size());
            for (var image : set.pairs().images()) {
                assertEquals(10, image.source().read().width(), image.name());
            }
        } finally {
            server.stop(0);
        }
        assertEquals(List.of("me/1.0"), List.copyOf(agents));
        assertEquals(
                new TreeSet<>(List.of(
                        "/a.png",
                        "/a%20b.png",
                        "/a%7Cb.png",
                        "/a%5B1%5D.png",
                        "/a%7Bb%7D.png",
                        "/x%5Ey.png",
                        "/100%25.png",
                        "/blank.png",
                        "/%22q%22.png",
                        "/%C3%A9%20%25zz.png")),
                asked);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
