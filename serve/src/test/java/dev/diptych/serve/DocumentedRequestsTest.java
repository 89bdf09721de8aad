package dev.diptych.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.Diptych;
import dev.diptych.index.Index;
import dev.diptych.index.IndexItem;
import dev.diptych.index.SearchKind;
import dev.diptych.testing.GoldenModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The `curl` lines of docs/serving.md, run by a shell against a server.
final class DocumentedRequestsTest {

    private static final Path DOCUMENT = Path.of(System.getProperty("diptych.root", ".."), "docs/serving.md");
    private static final Pattern REQUEST = Pattern.compile("(?m)^curl (?:.*\\\\\\n)*.*$");
    private static final String ADDRESS = "http://127.0.0.1:8080";

    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        TestServer.Options options = TestServer.golden(folder);
        Path model = Objects.requireNonNull(options.value().model());
        Path vocabulary = model.resolve("vocab.txt");
        List<String> words = new ArrayList<>(Files.readAllLines(vocabulary));
        List<String> known = List.of("a", "dog", "on", "beach", "cat", "puppy", "red", "car");
        for (int i = 0; i < known.size(); i++) {
            words.set(20 + i, known.get(i));
        }
        Files.write(vocabulary, words);
        Path directory = folder.resolve("index");
        try (Diptych diptych = Diptych.load(model);
                Index index = Index.create(directory, diptych.indexSettings(SearchKind.EXACT))) {
            List<Path> files = GoldenModel.images(folder, 5);
            float[][] vectors = diptych.embedImages(files);
            for (int i = 0; i < vectors.length; i++) {
                index.add(List.of(new IndexItem(
                        "item " + i,
                        vectors[i],
                        List.of("a dog"),
                        new LinkedHashMap<>(Map.of("year", Integer.toString(2018 + i))),
                        files.get(i))));
            }
            index.commit();
        }
        ImageIO.write(GoldenModel.image(1), "jpg", folder.resolve("dog.jpg").toFile());
        server = options.index(directory).start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<String> requests() throws IOException {
        Matcher matcher = REQUEST.matcher(Files.readString(DOCUMENT));
        List<String> requests = matcher.results()
                .map(each -> each.group())
                .filter(each -> each.contains(ADDRESS))
                .toList();
        assertTrue(requests.size() >= 6, "the document has changed its form: " + requests);
        return requests.stream();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void theDocumentedRequestIsAnswered(String request) throws Exception {
        String command = request.replace("curl ", "curl --silent --show-error --fail-with-body ")
                .replace(ADDRESS, server.address());
        Process process = new ProcessBuilder("bash", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
        assertEquals(0, process.exitValue(), answer);
        JsonNode json = JsonMapper.shared().readTree(answer);
        assertTrue(json.isObject() && !json.has("error"), answer);
    }
}
