package dev.diptych.text;

import dev.diptych.base.InvalidInputException;
import dev.diptych.testing.Fuzzer;
import dev.diptych.testing.RobertaVocabularies;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged tokenizer files are either read and usable, or rejected with a one-line message.
class VocabularyFilesFuzzTest {

    @TempDir
    private Path folder;

    @Test
    void vocabularies() throws Exception {
        fuzz("vocab.txt", 1, "tokenizer.json");
    }

    @Test
    void tokenizers() throws Exception {
        fuzz("tokenizer.json", 2, "vocab.txt");
    }

    @Test
    void configurations() throws Exception {
        fuzz("tokenizer_config.json", 3, "tokenizer.json");
    }

    @Test
    void byteLevelVocabularies() throws Exception {
        fuzzRoberta("vocab.json", 4, "tokenizer.json");
    }

    @Test
    void byteLevelMerges() throws Exception {
        fuzzRoberta("merges.txt", 5, "tokenizer.json");
    }

    @Test
    void byteLevelTokenizers() throws Exception {
        fuzzRoberta("tokenizer.json", 6, "vocab.json");
    }

    private void fuzzRoberta(String name, long seed, String without) throws Exception {
        RobertaVocabularies.write(folder, List.of("Ġ t", "Ġt h", "a t", "Ã ©"));
        RobertaTokenizer.read(folder).save(folder);
        Files.delete(folder.resolve(without));
        byte[] whole = Files.readAllBytes(folder.resolve(name));
        Fuzzer.fuzz(name, seed, List.of(whole), bytes -> {
            Files.write(folder.resolve(name), bytes);
            try {
                Tokenizer tokenizer = RobertaTokenizer.read(folder);
                tokenizer.decode(tokenizer.encode("the café, <mask> at", 16));
                return true;
            } catch (InvalidInputException refused) {
                Fuzzer.requireOneLine(refused);
                return false;
            }
        });
    }

    private void fuzz(String name, long seed, String without) throws Exception {
        BertTokenizer.of(SmallVocabulary.TOKENS, BertNormalization.uncased()).save(folder);
        Files.delete(folder.resolve(without));
        byte[] whole = Files.readAllBytes(folder.resolve(name));
        Fuzzer.fuzz(name, seed, List.of(whole), bytes -> {
            Files.write(folder.resolve(name), bytes);
            try {
                BertTokenizer.read(folder).encode("a dog, by the sea", 16);
                return true;
            } catch (InvalidInputException refused) {
                Fuzzer.requireOneLine(refused);
                return false;
            }
        });
    }
}
