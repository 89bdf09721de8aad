package dev.diptych.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.testing.ClipVocabularies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A vocabulary of six merges with ids computed by hand: visible bytes have their code minus 33, the same at the end
/// of a word 256 more; merges start at 512; start is 518, end 519.
class ClipTokenizerTest {

    private static final List<String> MERGES = List.of("a t</w>", "c at</w>", "t h", "th e</w>", "h e", "i n</w>");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @BeforeEach
    void write() throws IOException {
        ClipVocabularies.write(directory, MERGES);
    }

    @Test
    void mergesAreAppliedInTheirOrderAndNotAcrossWords() {
        // "the" is th + e</w>, because "t h" precedes "h e"; "hex" is he + x</w>.
        assertArrayEquals(
                new int[] {518, 515, 513, 516, 'x' - 33 + 256, 519}, tokenizer().encode("the cat hex", 77));
        assertEquals(List.of("the</w>", "cat</w>", "he", "x</w>"), tokenizer().tokens("the cat hex"));
    }

    @Test
    void lettersAreMadeSmallAndWhiteSpaceAroundWordsIsDropped() {
        assertArrayEquals(tokenizer().encode("the cat", 77), tokenizer().encode(" \tThe\u00A0\n CAT ", 77));
    }

    @Test
    void digitsStandAloneSignsStandTogetherAndShortFormsAreCutOff() {
        assertEquals(List.of("1</w>", "2</w>", "!", "?</w>"), tokenizer().tokens("12!?"));
        assertEquals(List.of("cat</w>", "'", "s</w>"), tokenizer().tokens("cat's"));
    }

    @Test
    void aLongTextKeepsItsEndToken() {
        assertArrayEquals(new int[] {518, 515, 519}, tokenizer().encode("the cat in", 3));
        assertArrayEquals(new int[] {518, 519}, tokenizer().encode("the cat in", 2));
    }

    @Test
    void specialTokensInATextAreFoundWhole() {
        assertArrayEquals(new int[] {518, 513, 519, 513, 519}, tokenizer().encode("cat<|endoftext|>cat", 77));
    }

    @Test
    void idsAreJoinedToATextAgain() {
        Tokenizer tokenizer = tokenizer();
        assertEquals(
                "the cat, 12 é",
                tokenizer.decode(tokenizer.encode("The cat, 12 é", 77)).replace("1 2", "12"));
    }

    @Test
    void aMergeOfAPieceThatTheVocabularyLacksIsRefused() throws IOException {
        Files.writeString(directory.resolve("merges.txt"), "#version: 0.2\na t</w>\nq u</w>\n");
        assertFails("vocab.json: merge 2, \"q u</w>\", requires the piece \"qu</w>\"");
    }

    @Test
    void aBrokenLineOfMergesIsNamed() throws IOException {
        Files.writeString(directory.resolve("merges.txt"), "#version: 0.2\na t</w>\nthree of them\n");
        assertFails("merges.txt:3: should be two pieces");
    }

    @Test
    void merelyHalfOfTheFilesIsRefused() throws IOException {
        Files.delete(directory.resolve("merges.txt"));
        assertFails("merges.txt: cannot be read");
    }

    @Test
    void aTokenizerOfAnotherKindIsRefused() throws IOException {
        Files.writeString(directory.resolve("tokenizer_config.json"), "{\"tokenizer_class\": \"GPT2Tokenizer\"}");
        assertFails("tokenizer_class should be CLIPTokenizer");
        Files.delete(directory.resolve("tokenizer_config.json"));
        Files.writeString(
                directory.resolve("tokenizer.json"), "{\"model\": {\"type\": \"BPE\", \"vocab\": {}, \"merges\": []}}");
        assertFails("pre_tokenizer.type should be \"ByteLevel\"");
    }

    private Tokenizer tokenizer() {
        return Tokenizer.read(directory);
    }

    private void assertFails(String part) {
        String message = String.valueOf(
                assertThrows(InvalidInputException.class, this::tokenizer).getMessage());
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count(), message);
    }
}
