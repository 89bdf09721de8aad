package dev.diptych.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.testing.RobertaVocabularies;
import dev.diptych.text.internal.ByteLevelWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A vocabulary of six merges, whose ids are worked out by hand: `<s>` 0, `<pad>` 1, `</s>` 2, `<unk>` 3, a visible
/// ASCII character its code minus 29, merges from 260 on, `<mask>` 266. Ġ is a space, Ċ a line end, as in GPT-2's.
class RobertaTokenizerTest {

    private static final List<String> MERGES = List.of("a t", "Ġ c", "Ġc at", "t h", "th e", "h e");
    private static final int CAT = 262;
    private static final int THE = 264;
    private static final int MASK = 266;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @BeforeEach
    void write() throws IOException {
        RobertaVocabularies.write(directory, MERGES);
    }

    @Test
    void mergesAreAppliedInTheirOrderAndNotAcrossWords() {
        assertInstanceOf(RobertaTokenizer.class, tokenizer());
        // "the" is th + e, because "t h" precedes "h e"; "hex" is he + x.
        assertArrayEquals(new int[] {0, THE, CAT, 2}, tokenizer().encode("the cat", 77));
        assertEquals(List.of("the", "Ġcat", "Ġ", "he", "x"), tokenizer().tokens("the cat hex"));
    }

    @Test
    void casesDifferAndNothingIsLost() {
        assertEquals(List.of("T", "he", "Ġ", "Ġcat", "Ġ", "Ċ"), tokenizer().tokens("The  cat \n"));
        String text = " The  cat\t\nsat , déjà 日本 😀 12\u00A0 ";
        assertEquals(text, tokenizer().decode(tokenizer().encode(text, 99)));
    }

    @Test
    void bytesAreWrittenAsGpt2WritesThem() {
        assertEquals(List.of("Ã", "©"), tokenizer().tokens("é"));
        assertEquals(
                List.of("Ġ", "ĉ", "č", "Ā", "Ń"),
                tokenizer().tokens(" \t\r\0\u00AD").stream()
                        .filter(token -> !token.equals("Â"))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "it's we'll 'S|it,'s, we,'ll, ',S",
                "o''s '' x|o,'',s, '', x",
                "12 ab3½ 4|12, ab,3½, 4",
                "Wait...  what?!|Wait,..., , what,?!",
                "\"a \t b\"|a, \t, b",
                "\"a\u00A0\u00A0b\"|a,\u00A0,\u00A0,b",
                "\"a  \"|\"a,  \"",
                "ⅧⅨ x\u0301y|ⅧⅨ, x,\u0301,y",
                "'|'"
            })
    void textsAreSplitAsByThePattern(String text, String words) {
        List<String> found = new ArrayList<>();
        ByteLevelWords.split(text, (start, end) -> found.add(text.substring(start, end)));
        assertEquals(words, String.join(",", found));
    }

    @Test
    void aLongTextKeepsItsEndToken() {
        assertArrayEquals(new int[] {0, THE, 2}, tokenizer().encode("the cat at", 3));
        assertArrayEquals(new int[] {0, 2}, tokenizer().encode("the cat", 2));
        assertArrayEquals(new int[] {0, 2}, tokenizer().encode("", 77));
    }

    @Test
    void theMaskTakesTheSpacesBeforeItAlong() {
        assertArrayEquals(new int[] {0, THE, MASK, CAT, 2}, tokenizer().encode("the \u3000<mask> cat", 77));
        assertArrayEquals(new int[] {0, THE, 2, CAT, 2}, tokenizer().encode("the</s> cat", 77));
    }

    @Test
    void rowsAreFilledWithThePaddingsId() {
        TokenBatch batch = tokenizer().batch(List.of("the", "the cat"), 77, Padding.longest());
        assertArrayEquals(new long[] {0, THE, 2, 1, 0, THE, CAT, 2}, batch.ids());
        assertArrayEquals(new long[] {1, 1, 1, 0, 1, 1, 1, 1}, batch.mask());
        assertEquals(2, tokenizer().endId());
    }

    @Test
    void aFirstWordIsWrittenWithASpaceWhereTheFilesSaySo() throws IOException {
        Files.writeString(
                directory.resolve("tokenizer_config.json"),
                "{\"tokenizer_class\": \"RobertaTokenizer\", \"add_prefix_space\": true, \"model_max_length\": 512}");
        assertEquals(List.of("Ġcat", "Ġcat"), tokenizer().tokens("cat cat"));
        assertEquals(List.of("Ġcat"), tokenizer().tokens(" cat"));
        assertEquals(List.of("<mask>", "Ġcat"), tokenizer().tokens("<mask>cat"));
        assertEquals(List.of(), tokenizer().tokens(""));
        assertEquals(OptionalInt.of(512), tokenizer().modelMaximumLength());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void savedFilesAreTheSameTokenizer(boolean json, @TempDir Path saved, @TempDir Path again) throws IOException {
        Files.writeString(
                directory.resolve("tokenizer_config.json"),
                "{\"tokenizer_class\": \"RobertaTokenizerFast\", \"add_prefix_space\": true}");
        tokenizer().save(saved);
        if (!json) {
            Files.delete(saved.resolve("tokenizer.json"));
        }
        Tokenizer.read(saved).save(again);
        tokenizer().save(saved);
        for (String file : List.of("vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json")) {
            assertEquals(Files.readString(saved.resolve(file)), Files.readString(again.resolve(file)), file);
        }
        String text = "the <mask> cat";
        assertEquals(
                tokenizer().tokens(text),
                Tokenizer.read(saved.resolve("tokenizer.json")).tokens(text));
    }

    @Test
    void aTemplateOfSpecialTokensIsReadToo() throws IOException {
        edit("\"type\" *: \"RobertaProcessing\".*?\"trim_offsets\"", """
                "type": "TemplateProcessing",
                "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                  {"SpecialToken": {"id": "</s>", "type_id": 0}}],
                "pair": [],
                "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]},
                  "</s>": {"id": "</s>", "ids": [2], "tokens": ["</s>"]}},
                "trim_offsets\"""");
        assertArrayEquals(new int[] {0, THE, 2}, tokenizer().encode("the", 77));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"dropout\" *: null|\"dropout\": 0.1|model.dropout should be null",
                "\"fuse_unk\" *: false|\"byte_fallback\": true|model.byte_fallback should be false",
                "\"continuing_subword_prefix\" *: \"\"|\"continuing_subword_prefix\": \"##\"|should be \"\"",
                "\"normalizer\" *: null|\"normalizer\": {\"type\": \"NFC\"}|normalizer should be null",
                "\"type\" *: \"ByteLevel\"|\"type\": \"Metaspace\"|pre_tokenizer.type should be \"ByteLevel\"",
                "\"type\" *: \"BPE\"|\"type\": \"Unigram\"|SentencePiece's tokenizers are not supported",
                "\"use_regex\" *: true|\"use_regex\": false|pre_tokenizer.use_regex should be true"
            })
    void otherKindsOfTokenizersAreRefused(String pattern, String replacement, String message) throws IOException {
        edit(pattern, replacement);
        assertFails(message);
    }

    @Test
    void sentencePieceIsRefused(@TempDir Path other) throws IOException {
        Files.writeString(other.resolve("sentencepiece.bpe.model"), "");
        directory = other;
        assertFails("sentencepiece.bpe.model: is a tokenizer of SentencePiece, which is not supported");
    }

    @Test
    void aMissingPartIsNamed() throws IOException {
        Files.writeString(
                directory.resolve("tokenizer_config.json"),
                "{\"tokenizer_class\": \"RobertaTokenizer\", \"pad_token\": \"<fill>\"}");
        assertFails("vocab.json: the special token \"<fill>\" is missing");
        Files.writeString(directory.resolve("tokenizer_config.json"), "{\"tokenizer_class\": \"GPT2Tokenizer\"}");
        assertFails("tokenizer_class should be RobertaTokenizer");
        Files.delete(directory.resolve("tokenizer_config.json"));
        Files.delete(directory.resolve("merges.txt"));
        assertFails("merges.txt: cannot be read");
    }

    private Tokenizer tokenizer() {
        return Tokenizer.read(directory);
    }

    private void edit(String pattern, String replacement) throws IOException {
        tokenizer().save(directory);
        Path file = directory.resolve("tokenizer.json");
        String before = Files.readString(file);
        String after = java.util.regex.Pattern.compile(pattern, java.util.regex.Pattern.DOTALL)
                .matcher(before)
                .replaceFirst(java.util.regex.Matcher.quoteReplacement(replacement));
        assertTrue(!after.equals(before), pattern);
        Files.writeString(file, after);
    }

    private void assertFails(String part) {
        String message = String.valueOf(
                assertThrows(InvalidInputException.class, this::tokenizer).getMessage());
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count(), message);
    }
}
