package dev.diptych.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tokenizers as users keep them, with the ids of Hugging Face's `AutoTokenizer` (`make_tokenizer_cases.py` says of
/// which release).
class FieldTokenizersTest {

    private static final Path FIELD = Path.of("../testing/src/main/resources/field");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "added-tokens-roberta",
                "added-tokens-clip",
                "added-tokens-bert",
                "cased-nfd",
                "vocabulary-twice",
                "private-use",
                "special-map-bert",
                "special-map-clip",
                "renamed-clip",
                "special-map-roberta"
            })
    void idsAreThoseOfAutoTokenizerBeforeAndAfterSaving(String name) throws IOException {
        Tokenizer tokenizer = Tokenizer.read(FIELD.resolve(name));
        tokenizer.save(folder);
        Tokenizer saved = Tokenizer.read(folder);
        List<String> lines = Files.readAllLines(FIELD.resolve(name).resolve("cases.jsonl"));
        assertTrue(lines.size() >= 500);
        for (String line : lines) {
            JsonNode golden = JsonMapper.shared().readTree(line);
            String text = golden.get("text").stringValue();
            int[] ids = StreamSupport.stream(golden.get("ids").spliterator(), false)
                    .mapToInt(JsonNode::asInt)
                    .toArray();
            assertArrayEquals(ids, tokenizer.encode(text, 512), line);
            assertArrayEquals(ids, saved.encode(text, 512), line);
        }
    }

    @Test
    void addedTokensOfRobertaAreFoundWhole() {
        Tokenizer tokenizer = Tokenizer.read(FIELD.resolve("added-tokens-roberta"));
        assertArrayEquals(new int[] {0, 69, 225, 300, 225, 301, 299, 2}, tokenizer.encode("a <toy> zzyx red", 77));
    }

    @Test
    void decomposedTextStaysDecomposedWithoutLowerCasing() {
        Tokenizer tokenizer = Tokenizer.read(FIELD.resolve("cased-nfd"));
        assertArrayEquals(new int[] {2, 7, 39, 44, 43, 66, 3}, tokenizer.encode("cafe\u0301", 77));
        assertArrayEquals(new int[] {2, 18, 67, 3}, tokenizer.encode("n\u0303", 77));
    }

    @Test
    void tokensThatTheConfigurationListsReplaceTheFileOfAddedTokens() throws IOException {
        for (String file : List.of("vocab.txt", "added_tokens.json")) {
            Files.copy(FIELD.resolve("added-tokens-bert").resolve(file), folder.resolve(file));
        }
        Files.writeString(folder.resolve("tokenizer_config.json"), """
                {"added_tokens_decoder": {"69": {"content": "<toy>", "special": false}}}""");
        assertEquals(70, Tokenizer.read(folder).vocabularySize());
    }

    @Test
    void theMapOfSpecialTokensDoesNotCountNextToAListOfAddedTokens() throws IOException {
        for (String file : List.of("vocab.txt", "special_tokens_map.json")) {
            Files.copy(FIELD.resolve("special-map-bert").resolve(file), folder.resolve(file));
        }
        Files.writeString(folder.resolve("tokenizer_config.json"), """
                {"pad_token": "<pad>", "unk_token": "red", "cls_token": "<s>", "sep_token": "</s>",
                 "mask_token": "<mask>", "added_tokens_decoder": {}}""");
        Tokenizer tokenizer = Tokenizer.read(folder);
        assertEquals("red", tokenizer.token(tokenizer.unknownId().orElseThrow()));
        assertEquals("<unk>", Tokenizer.read(FIELD.resolve("special-map-bert")).token(1));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstToken() {
        Tokenizer tokenizer = Tokenizer.read(FIELD.resolve("vocabulary-twice"));
        assertEquals(0, tokenizer.padId());
        assertEquals("[PAD]", tokenizer.token(0));
    }

    @Test
    void aTokenOnTwoLinesHasTheIdOfTheLast() {
        Tokenizer tokenizer = Tokenizer.read(FIELD.resolve("vocabulary-twice"));
        assertEquals("red", tokenizer.token(tokenizer.encode("red", 8)[1]));
        assertEquals(61, tokenizer.encode("red", 8)[1]);
        assertEquals("[replaced by line 62] 20", tokenizer.token(20));
    }
}
