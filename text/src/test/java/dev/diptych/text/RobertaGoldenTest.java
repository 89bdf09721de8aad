package dev.diptych.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.testing.RobertaVocabularies;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Strings of many scripts and what Hugging Face's tokenizers library makes of them, with 300 merges learnt from this
/// project's documents: `ids`, and `prefix_ids` with `add_prefix_space`.
class RobertaGoldenTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private List<JsonNode> cases;

    @BeforeEach
    void read() throws IOException {
        RobertaVocabularies.write(
                directory,
                lines("roberta_merges.txt").stream()
                        .filter(line -> !line.startsWith("#version"))
                        .toList());
        cases = lines("roberta_cases.jsonl").stream()
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void idsAreThoseOfTheFastTokenizer(boolean prefix, @TempDir Path saved) throws IOException {
        Files.writeString(
                directory.resolve("tokenizer_config.json"),
                "{\"tokenizer_class\": \"RobertaTokenizer\", \"add_prefix_space\": %s}".formatted(prefix));
        Tokenizer slow = Tokenizer.read(directory);
        slow.save(saved);
        Tokenizer fast = Tokenizer.read(saved);
        for (JsonNode golden : cases) {
            String text = golden.get("text").asString();
            int[] expected = ints(golden.get(prefix ? "prefix_ids" : "ids"));
            assertArrayEquals(expected, slow.encode(text, 512), text);
            assertArrayEquals(expected, fast.encode(text, 512), text);
        }
    }

    @Test
    void textsWithoutSpecialTokensComeBackAsTheyWere() {
        Tokenizer tokenizer = Tokenizer.read(directory);
        for (JsonNode golden : cases) {
            String text = golden.get("text").asString();
            if (!text.matches("(?s).*<(s|/s|pad|unk|mask)>.*")) {
                assertEquals(text, tokenizer.decode(tokenizer.encode(text, 512)));
            }
        }
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(RobertaGoldenTest.class.getResourceAsStream("/golden/tokenizer/" + name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }
}
