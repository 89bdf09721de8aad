package dev.diptych.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.testing.SharedFiles;
import dev.diptych.text.BertNormalization.Accents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Strings of many scripts and what Hugging Face's own tokenizer makes of them, with the vocabulary of
/// bert-base-uncased.
class BertGoldenTest {

    @SuppressWarnings("NullAway.Init")
    private BertTokenizer uncased;

    @SuppressWarnings("NullAway.Init")
    private List<JsonNode> cases;

    @BeforeEach
    void read() throws IOException {
        uncased = BertTokenizer.read(SharedFiles.require("data/tokenizers/bert-base-uncased-vocab.txt"));
        String name = "/golden/tokenizer/bert_cases.jsonl";
        try (InputStream stream = Objects.requireNonNull(getClass().getResourceAsStream(name))) {
            cases = new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> JsonMapper.shared().readTree(line))
                    .toList();
        }
    }

    @Test
    void idsAndPiecesAreThoseOfTheUncasedTokenizer() {
        for (JsonNode golden : cases) {
            String text = text(golden);
            assertEquals(strings(golden.get("uncased_tokens")), uncased.tokens(text), text);
            assertArrayEquals(ints(golden.get("uncased_ids")), uncased.encode(text, 512), text);
        }
    }

    // The values called "cased" also come from the uncased vocabulary, without lower-casing.
    @Test
    void idsAreThoseWithoutLowerCasing() {
        BertTokenizer cased = uncased.with(BertNormalization.cased());
        for (JsonNode golden : cases) {
            assertArrayEquals(ints(golden.get("cased_ids")), cased.encode(text(golden), 512), text(golden));
        }
    }

    @Test
    void idsAreThoseThatKeepAccents() {
        BertTokenizer accents = uncased.with(new BertNormalization(true, true, Accents.KEPT, true));
        for (JsonNode golden : cases) {
            assertArrayEquals(
                    ints(golden.get("uncased_keep_accents_ids")), accents.encode(text(golden), 512), text(golden));
        }
    }

    @Test
    void aBatchOfFixedLengthIsPaddedAndTruncatedAlike() {
        List<String> texts = cases.stream().map(BertGoldenTest::text).toList();
        TokenBatch batch = uncased.batch(texts, 32, Padding.to(32));
        assertEquals(cases.size(), batch.size());
        assertEquals(32, batch.length());
        for (int m = 0; m < batch.size(); m++) {
            assertArrayEquals(longs(cases.get(m).get("uncased_len32_ids")), row(batch, batch.ids(), m), texts.get(m));
            assertArrayEquals(longs(cases.get(m).get("uncased_len32_mask")), row(batch, batch.mask(), m), texts.get(m));
        }
    }

    // The second texts are not among the cases; their pieces, joined, split into the same pieces again. One was
    // cut short, so more of the same word is put after it.
    @Test
    void decodedTextsAreThoseOfTheUncasedTokenizer() {
        for (JsonNode golden : cases) {
            assertEquals(golden.get("decoded").asString(), uncased.decode(ints(golden.get("uncased_ids"))));
        }
    }

    @Test
    void savedFilesGiveTheSameIds(@TempDir Path directory) {
        uncased.save(directory);
        for (Path source : List.of(directory, directory.resolve("vocab.txt"))) {
            BertTokenizer again = BertTokenizer.read(source);
            for (JsonNode golden : cases) {
                assertArrayEquals(ints(golden.get("uncased_ids")), again.encode(text(golden), 512), text(golden));
            }
        }
    }

    private static String text(JsonNode golden) {
        return golden.get("text").asString();
    }

    private static List<String> strings(JsonNode array) {
        return elements(array).map(JsonNode::asString).toList();
    }

    private static int[] ints(JsonNode array) {
        return elements(array).mapToInt(JsonNode::asInt).toArray();
    }

    private static long[] longs(JsonNode array) {
        return elements(array).mapToLong(JsonNode::asLong).toArray();
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static long[] row(TokenBatch batch, long[] values, int m) {
        return Arrays.copyOfRange(values, m * batch.length(), (m + 1) * batch.length());
    }
}
