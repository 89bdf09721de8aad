package dev.diptych.text;

import static dev.diptych.text.SmallVocabulary.TOKENS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.text.BertNormalization.Accents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BertTokenizerFilesTest {

    private static final String TEXT = "A Doggy [SEP] running, Café 犬犬 on the beach. I\u0307";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void everySettingSurvivesEitherFile() throws IOException {
        for (Accents accents : Accents.values()) {
            for (int bits = 0; bits < 8; bits++) {
                var normalization = new BertNormalization((bits & 1) == 0, (bits & 2) == 0, accents, (bits & 4) == 0);
                BertTokenizer tokenizer = BertTokenizer.of(TOKENS, normalization);
                tokenizer.save(directory);
                assertSame(tokenizer, BertTokenizer.read(directory));
                assertSame(tokenizer, BertTokenizer.read(directory.resolve("tokenizer.json")));
                assertSame(tokenizer, BertTokenizer.read(directory.resolve("vocab.txt")));
                Path alone = Files.createDirectories(directory.resolve("alone"));
                Files.copy(directory.resolve("tokenizer.json"), alone.resolve("tokenizer.json"));
                assertSame(tokenizer, BertTokenizer.read(alone));
                Files.delete(alone.resolve("tokenizer.json"));
            }
        }
    }

    @Test
    void savingWhatWasReadGivesTheSameBytes() throws IOException {
        Path again = directory.resolve("again");
        BertTokenizer.of(TOKENS, BertNormalization.cased()).save(directory);
        BertTokenizer.read(directory).save(again);
        for (String name : List.of("vocab.txt", "tokenizer.json", "tokenizer_config.json")) {
            assertArrayEquals(
                    Files.readAllBytes(directory.resolve(name)), Files.readAllBytes(again.resolve(name)), name);
        }
    }

    @Test
    void theConfigurationNamesSpecialTokensAndLimits() throws IOException {
        vocabulary(List.of("<pad>", "<unk>", "<s>", "</s>", "<mask>", "A", "a", "<extra>"));
        write("tokenizer_config.json", """
                {"tokenizer_class": "MPNetTokenizer", "do_lower_case": false, "model_max_length": 77,
                 "pad_token": "<pad>", "unk_token": {"content": "<unk>", "lstrip": false}, "cls_token": "<s>",
                 "sep_token": "</s>", "mask_token": "<mask>", "additional_special_tokens": ["<extra>"]}
                """);
        BertTokenizer tokenizer = BertTokenizer.read(directory);
        assertArrayEquals(new int[] {2, 5, 6, 7, 4, 1, 3}, tokenizer.encode("A a<extra><mask> b", 64));
        assertEquals(0, tokenizer.padId());
        assertEquals(OptionalInt.of(77), tokenizer.modelMaximumLength());
        assertFalse(tokenizer.normalization().lowerCase());
        assertEquals("A a", tokenizer.decode(new int[] {2, 5, 6, 7, 3}));
    }

    @Test
    void aHugeModelLengthMeansNone() throws IOException {
        vocabulary(TOKENS);
        write("tokenizer_config.json", "{\"model_max_length\": 1000000000000000019884624838656}");
        assertEquals(OptionalInt.empty(), BertTokenizer.read(directory).modelMaximumLength());
    }

    @Test
    void addedTokensBeyondTheVocabularyAreFoundWhole() throws IOException {
        vocabulary(TOKENS);
        int first = TOKENS.size();
        write("tokenizer_config.json", """
                {"added_tokens_decoder": {
                  "%d": {"content": "<dog food>", "special": false},
                  "%d": {"content": "Doggo", "normalized": true, "single_word": true}}}
                """.formatted(first, first + 1));
        BertTokenizer tokenizer = BertTokenizer.read(directory);
        assertEquals(first + 2, tokenizer.vocabularySize());
        assertEquals(
                List.of("a", "<dog food>", "dog", "Doggo", "Doggo", ".", "[UNK]"),
                tokenizer.tokens("a<dog food>dog DOGGO doggo. doggos"));
        assertEquals("a <dog food> Doggo", tokenizer.decode(new int[] {5, first, first + 1}));
        Path saved = directory.resolve("saved");
        tokenizer.save(saved);
        String text = "a<dog food>dog DOGGO doggo. doggos";
        assertEquals(tokenizer.tokens(text), BertTokenizer.read(saved).tokens(text));
        assertEquals(
                tokenizer.tokens(text),
                BertTokenizer.read(saved.resolve("vocab.txt")).tokens(text));
    }

    @Test
    void addedTokensInAFileOfTheirOwnAreFoundToo() throws IOException {
        vocabulary(TOKENS);
        write("added_tokens.json", "{\"<extra>\": %d}".formatted(TOKENS.size()));
        assertEquals(List.of("a", "<extra>"), BertTokenizer.read(directory).tokens("A<extra>"));
    }

    @Test
    void oldModelsAndProcessorsAreUnderstood() throws IOException {
        BertTokenizer tokenizer = BertTokenizer.of(TOKENS, BertNormalization.uncased());
        tokenizer.save(directory);
        String json = Files.readString(directory.resolve("tokenizer.json"));
        String processor = json.substring(json.indexOf("\"post_processor\""), json.indexOf("\"decoder\""));
        Files.writeString(
                directory.resolve("tokenizer.json"),
                json.replace(
                                processor,
                                "\"post_processor\": {\"type\": \"BertProcessing\", \"sep\": [\"[SEP]\", 3], \"cls\": [\"[CLS]\", 2]},")
                        .replaceFirst("\"type\": \"WordPiece\",\\s*\"unk_token\"", "\"unk_token\""));
        assertSame(tokenizer, BertTokenizer.read(directory));
    }

    @Test
    void anotherKindOfTokenizerIsNamed() throws IOException {
        write("tokenizer.json", "{\"model\": {\"type\": \"BPE\", \"vocab\": {}, \"merges\": []}}");
        assertFails("tokenizer.json: model.type should be \"WordPiece\"", "not \"BPE\"");
        BertTokenizer.of(TOKENS, BertNormalization.uncased()).save(directory);
        String json = Files.readString(directory.resolve("tokenizer.json"));
        write("tokenizer.json", json.replace("BertNormalizer", "NFKC"));
        assertFails("normalizer.type should be \"BertNormalizer\"", "not \"NFKC\"");
        write("tokenizer.json", json.replace("BertPreTokenizer", "Whitespace"));
        assertFails("pre_tokenizer.type", "not \"Whitespace\"");
        write("tokenizer.json", json.replace("TemplateProcessing", "ByteLevel"));
        assertFails("post_processor.type", "not \"ByteLevel\"");
        write("tokenizer.json", json.replaceFirst("\"ids\": \\[\\s*2\\s*]", "\"ids\": [3]"));
        assertFails("ids[0] should be 2, the id of \"[CLS]\"", "not 3");
        write("tokenizer.json", json);
        write("tokenizer_config.json", "{\"tokenizer_class\": \"BertJapaneseTokenizer\"}");
        assertFails("tokenizer_config.json: tokenizer_class", "BertJapaneseTokenizer");
    }

    @Test
    void aTokenOnTwoLinesHasTheIdOfTheLast() throws IOException {
        List<String> doubled = new ArrayList<>(TOKENS);
        doubled.add("[SEP]");
        vocabulary(doubled);
        assertEquals(TOKENS.size(), BertTokenizer.read(directory).endId());
    }

    @Test
    void aBrokenVocabularyIsNamedWithItsLine() throws IOException {
        vocabulary(TOKENS.stream().filter(token -> !token.equals("[CLS]")).toList());
        assertFails("vocab.txt:%d: the special token \"[CLS]\" is missing".formatted(TOKENS.size() - 1), "add it");
        Files.write(directory.resolve("vocab.txt"), new byte[] {'a', '\n', 'b', (byte) 0xFF, '\n'});
        assertFails("vocab.txt:2: is not UTF-8", "");
    }

    @Test
    void aBrokenJsonIsNamedWithItsLine() throws IOException {
        write("tokenizer.json", "{\n\"model\": \n");
        assertFails("tokenizer.json:", "not valid JSON");
        write("tokenizer.json", "[]");
        assertFails("tokenizer.json: should be a JSON object", "");
        BertTokenizer.of(TOKENS, BertNormalization.uncased()).save(directory);
        String json = Files.readString(directory.resolve("tokenizer.json"));
        write("tokenizer.json", json.replace("\"dog\": 6", "\"dog\": 600"));
        assertFails("model.vocab.dog should be a unique id below", "not 600");
        write("tokenizer.json", json.replace("\"lowercase\": true", "\"lowercase\": \"yes\""));
        assertFails("normalizer.lowercase should be true or false", "not \"yes\"");
    }

    @Test
    void aMissingPlaceIsNamed() {
        assertFails("contains no tokenizer, neither tokenizer.json, nor vocab.txt, nor vocab.json with merges.txt", "");
        Path nowhere = directory.resolve("nowhere");
        String message = String.valueOf(assertThrows(InvalidInputException.class, () -> BertTokenizer.read(nowhere))
                .getMessage());
        assertTrue(message.contains("no such file"), message);
    }

    private void vocabulary(List<String> tokens) throws IOException {
        write("vocab.txt", String.join("\n", tokens) + "\n");
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
    }

    private void assertFails(String... parts) {
        String message = String.valueOf(assertThrows(InvalidInputException.class, () -> BertTokenizer.read(directory))
                .getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
        assertEquals(1, message.lines().count(), message);
    }

    private static void assertSame(BertTokenizer expected, BertTokenizer actual) {
        assertEquals(expected.normalization(), actual.normalization());
        assertEquals(expected.vocabularySize(), actual.vocabularySize());
        assertArrayEquals(expected.encode(TEXT, 64), actual.encode(TEXT, 64));
    }
}
