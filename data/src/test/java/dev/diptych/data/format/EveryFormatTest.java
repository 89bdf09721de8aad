package dev.diptych.data.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.diptych.data.Caption;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.Batch;
import dev.diptych.data.batch.BatchLoader;
import dev.diptych.data.batch.BatchStream;
import dev.diptych.data.batch.ImagePreparation;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.batch.ModelInput;
import dev.diptych.data.batch.TextPreparation;
import dev.diptych.data.order.BatchOrder;
import dev.diptych.data.order.CaptionOrder;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.image.process.TrainingAugmentation;
import dev.diptych.text.BertNormalization;
import dev.diptych.text.BertTokenizer;
import dev.diptych.text.Padding;
import dev.diptych.text.WordPieceTrainer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One data set gives the same pairs in every format.
@Timeout(120)
class EveryFormatTest {

    @TempDir
    private Path folder;

    private HttpServer server;

    @BeforeEach
    void serveImages() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = SmallSet.image(exchange.getRequestURI().getPath().substring(1));
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "captions",
                "csv",
                "tsv",
                "csv-addresses",
                "jsonl",
                "json-list",
                "imagefolder-jsonl",
                "imagefolder-csv",
                "coco",
                "karpathy",
                "flickr8k",
                "flickr30k",
                "webdataset-txt",
                "webdataset-json",
                "webdataset-gz",
                "webdataset-zst",
                "webdataset-xz",
                "webdataset-bz2",
                "webdataset-lz4",
                "webdataset-range",
                "parquet-huggingface",
                "parquet-paths"
            })
    void givesTheSameBatchesBitForBit(String way) throws IOException, UnreadableImageException {
        Path plain = folder.resolve("plain");
        SmallSet.images(plain);
        SmallSet.table(plain.resolve("captions.csv"), "image,caption", ",", "");
        Pairs expected = CaptionsFolder.read(plain);
        Pairs pairs = DataSets.read(write(way)).pairs();
        assertEquals(expected.captions(), pairs.captions());
        assertEquals(batches(expected), batches(pairs));
        for (int image = 0; image < expected.images().size(); image++) { // so cached features serve every format
            assertArrayEquals(
                    expected.image(image).source().digest(),
                    pairs.image(image).source().digest());
        }
    }

    /// Writes the small data set in one format and returns its location.
    private String write(String way) throws IOException {
        Path place = Files.createDirectories(folder.resolve(way));
        String cache = "cache=" + folder.resolve("cache");
        switch (way) {
            case "captions" -> {
                SmallSet.images(place.resolve("images"));
                SmallSet.table(place.resolve("captions.csv"), "image,caption", ",", "images/");
                return place.toString();
            }
            case "csv" -> {
                SmallSet.images(place.resolve("files"));
                SmallSet.table(place.resolve("shop.csv"), "photo;words", ";", "files/");
                return place.resolve("shop.csv") + "?image=photo&caption=words";
            }
            case "tsv" -> {
                SmallSet.images(place);
                SmallSet.table(place.resolve("pairs.tsv"), "filepath\ttitle", "\t", place + "/");
                return place.resolve("pairs.tsv").toString();
            }
            case "csv-addresses" -> {
                String address = "http://%s:%d/"
                        .formatted(
                                server.getAddress().getHostString(),
                                server.getAddress().getPort());
                SmallSet.table(place.resolve("addresses.csv"), "URL,TEXT", ",", address);
                return place.resolve("addresses.csv") + "?" + cache;
            }
            case "jsonl", "imagefolder-jsonl" -> {
                SmallSet.images(place);
                boolean folderFormat = way.startsWith("imagefolder");
                String rows = rows(folderFormat ? "file_name" : "image", folderFormat ? "text" : "captions", "\n");
                Path file = place.resolve(folderFormat ? "metadata.jsonl" : "rows.jsonl");
                Files.writeString(file, rows + "\n");
                return folderFormat ? place.toString() : file.toString();
            }
            case "json-list" -> {
                SmallSet.images(place);
                return Files.writeString(place.resolve("rows.json"), "[" + rows("image", "caption", ",\n") + "]\n")
                        .toString();
            }
            case "imagefolder-csv" -> {
                SmallSet.images(place.resolve("train"));
                SmallSet.table(place.resolve("train/metadata.csv"), "file_name,text", ",", "");
                return place.toString();
            }
            case "coco" -> {
                SmallSet.images(place.resolve("val2017"));
                Files.createDirectories(place.resolve("annotations"));
                return Files.writeString(place.resolve("annotations/captions_val2017.json"), coco())
                        .toString();
            }
            case "karpathy" -> {
                SmallSet.images(place.resolve("images"));
                return Files.writeString(place.resolve("dataset_flickr8k.json"), karpathy())
                                .toString() + "?split=train";
            }
            case "flickr8k" -> {
                SmallSet.images(place.resolve("Flicker8k_Dataset"));
                Files.writeString(place.resolve("Flickr8k.token.txt"), flickr("%s#%d\t%s\n"));
                return place.toString();
            }
            case "flickr30k" -> {
                SmallSet.images(place.resolve("flickr30k_images"));
                String text = "image_name| comment_number| comment\n" + flickr("%s| %d| %s\n");
                return Files.writeString(place.resolve("results.csv"), text).toString();
            }
            case "webdataset-txt" -> {
                SmallSet.shards(place, ".tar", false);
                return place.toString();
            }
            case "webdataset-json" -> {
                SmallSet.shards(place, ".tar", true);
                return place.resolve("a*.tar").toString();
            }
            case "webdataset-gz", "webdataset-zst", "webdataset-xz", "webdataset-bz2", "webdataset-lz4" -> {
                SmallSet.shards(place, ".tar." + way.substring("webdataset-".length()), false);
                return place + "?" + cache;
            }
            case "webdataset-range" -> {
                SmallSet.shards(place, ".tar", true);
                return "webdataset:" + place.resolve("a{0..1}.tar");
            }
            case "parquet-huggingface" -> {
                Path data = Files.createDirectories(place.resolve("data"));
                Files.move(
                        SmallSet.parquet(place, "huggingface.parquet"), data.resolve("train-00000-of-00001.parquet"));
                return place + "?split=train,test&" + cache;
            }
            case "parquet-paths" -> {
                SmallSet.images(place);
                return SmallSet.parquet(place, "paths.parquet").toString();
            }
            default -> throw new IllegalArgumentException(way);
        }
    }

    private static String rows(String image, String caption, String separator) {
        return SmallSet.CAPTIONS.entrySet().stream()
                .map(row -> "{\"%s\": \"%s\", \"id\": 7, \"%s\": %s}"
                        .formatted(image, row.getKey(), caption, SmallSet.json(row.getValue())))
                .collect(Collectors.joining(separator));
    }

    private static String coco() {
        List<String> images = new ArrayList<>();
        List<String> annotations = new ArrayList<>();
        SmallSet.CAPTIONS.forEach((image, captions) -> {
            int id = 100 - images.size();
            images.add("{\"license\": 1, \"file_name\": \"%s\", \"id\": %d}".formatted(image, id));
            captions.forEach(caption -> annotations.add("{\"image_id\": %d, \"id\": %d, \"caption\": %s}"
                    .formatted(id, annotations.size(), SmallSet.json(caption))));
        });
        return "{\"info\": {\"year\": 2017}, \"images\": [%s], \"licenses\": [], \"annotations\": [%s]}"
                .formatted(String.join(",\n", images), String.join(",\n", annotations));
    }

    private static String karpathy() {
        List<String> images = new ArrayList<>();
        images.add("{\"filename\": \"other.jpg\", \"sentences\": [{\"raw\": \"x\"}], \"split\": \"test\"}");
        SmallSet.CAPTIONS.forEach((image, captions) ->
                images.add("{\"sentids\": [0], \"sentences\": [%s], \"split\": \"train\", \"filename\": \"%s\"}"
                        .formatted(
                                captions.stream()
                                        .map(caption ->
                                                "{\"tokens\": [\"x\"], \"raw\": %s}".formatted(SmallSet.json(caption)))
                                        .collect(Collectors.joining(", ")),
                                image)));
        return "{\"images\": [%s], \"dataset\": \"flickr8k\"}".formatted(String.join(", ", images));
    }

    private static String flickr(String format) {
        StringBuilder text = new StringBuilder();
        SmallSet.CAPTIONS.forEach((image, captions) -> {
            for (int i = 0; i < captions.size(); i++) {
                text.append(format.formatted(image, i, captions.get(i)));
            }
        });
        return text.toString();
    }

    /// Contents of two epochs.
    private static List<List<Object>> batches(Pairs pairs) {
        List<String> corpus = pairs.captions().stream().map(Caption::text).toList();
        BertTokenizer tokenizer =
                BertTokenizer.of(WordPieceTrainer.build(corpus, 200, true), BertNormalization.uncased());
        ImageProcessor processor = ImageProcessor.clip(24);
        BatchLoader loader = new BatchLoader(
                pairs,
                new BatchOrder(pairs, 3, CaptionOrder.onePerImage(), true, 5),
                ModelInput.plain(
                        pairs,
                        new ImagePreparation(processor, new TrainingAugmentation(0.5, 1, 0.75, 1.33, 0.5), false),
                        new TextPreparation(tokenizer, 24, Padding.longest()),
                        0),
                new LoaderSettings(3, 2, 0, 0),
                5);
        List<List<Object>> batches = new ArrayList<>();
        for (long epoch = 0; epoch < 2; epoch++) {
            try (BatchStream<Batch> stream = loader.open(epoch, 0)) {
                while (stream.hasNext()) {
                    try (Batch batch = stream.next()) {
                        batches.add(List.of(
                                batch.imageRows().floats(),
                                Arrays.stream(batch.texts().ids()).boxed().toList(),
                                Arrays.stream(batch.images()).boxed().toList(),
                                Arrays.stream(batch.captions()).boxed().toList(),
                                Arrays.stream(batch.captionGroup()).boxed().toList()));
                    }
                }
            }
        }
        assertEquals(6, batches.size());
        assertTrue(loader.skipped().list().isEmpty(), loader.skipped().list().toString());
        return batches;
    }
}
