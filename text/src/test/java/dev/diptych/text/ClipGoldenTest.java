package dev.diptych.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.diptych.testing.ClipVocabularies;
import dev.diptych.testing.SharedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Strings of many scripts and what Hugging Face's own tokenizers make of them, with OpenAI's vocabulary.
class ClipGoldenTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Tokenizer tokenizer;

    @SuppressWarnings("NullAway.Init")
    private List<JsonNode> cases;

    @BeforeEach
    void read() throws IOException {
        ClipVocabularies.writeOpenAi(directory, SharedFiles.require("data/tokenizers/bpe_simple_vocab_16e6.txt.gz"));
        tokenizer = Tokenizer.read(directory);
        String name = "/golden/tokenizer/clip_cases.jsonl";
        try (InputStream stream = Objects.requireNonNull(getClass().getResourceAsStream(name))) {
            cases = new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> JsonMapper.shared().readTree(line))
                    .toList();
        }
    }

    @Test
    void idsAreThoseOfTheFastTokenizer() {
        assertInstanceOf(ClipTokenizer.class, tokenizer);
        assertArrayEquals(
                new int[] {49406, 320, 1125, 539, 320, 2368, 49407}, tokenizer.encode("a photo of a cat", 77));
        for (JsonNode golden : cases) {
            assertArrayEquals(
                    ints(golden.get("hf_fast_emulated_nfc_ids")), tokenizer.encode(text(golden), 512), text(golden));
        }
    }

    // The slow tokenizer repairs texts first; the three that it changes are skipped.
    @Test
    void batchesArePaddedAndTruncatedAlike() {
        List<JsonNode> same = cases.stream()
                .filter(golden -> {
                    int[] fast = ints(golden.get("hf_fast_emulated_nfc_ids"));
                    int[] slow = ints(golden.get("hf_ids77"));
                    return fast.length <= 77 && Arrays.equals(fast, Arrays.copyOf(slow, fast.length));
                })
                .toList();
        assertEquals(cases.size() - 3, same.size());
        TokenBatch batch =
                tokenizer.batch(same.stream().map(ClipGoldenTest::text).toList(), 77, Padding.to(77));
        for (int m = 0; m < batch.size(); m++) {
            String text = text(same.get(m));
            assertArrayEquals(longs(same.get(m).get("hf_ids77")), row(batch.ids(), m), text);
            assertArrayEquals(longs(same.get(m).get("hf_mask77")), row(batch.mask(), m), text);
        }
    }

    @Test
    void savedFilesGiveTheSameIds(@TempDir Path saved) throws IOException {
        tokenizer.save(saved);
        Tokenizer fast = Tokenizer.read(saved);
        Files.delete(saved.resolve("tokenizer.json"));
        Tokenizer slow = Tokenizer.read(saved);
        for (JsonNode golden : cases) {
            int[] expected = ints(golden.get("hf_fast_emulated_nfc_ids"));
            assertArrayEquals(expected, fast.encode(text(golden), 512), text(golden));
            assertArrayEquals(expected, slow.encode(text(golden), 512), text(golden));
        }
    }

    private static String text(JsonNode golden) {
        return golden.get("text").asString();
    }

    private static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    private static long[] longs(JsonNode array) {
        return Arrays.stream(ints(array)).asLongStream().toArray();
    }

    private static long[] row(long[] values, int m) {
        return Arrays.copyOfRange(values, m * 77, (m + 1) * 77);
    }
}
